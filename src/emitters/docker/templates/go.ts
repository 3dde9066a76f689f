import { HEAD, makeFolders, tail } from "./parts.ts";

/** A Go service: the package `./cmd/server` as a static binary on an image that has nothing else. */
export const GO = `${HEAD}FROM {{builder}} AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY healthcheck/ healthcheck/
RUN --mount=type=cache,target=/root/.cache/go-build \\
    go build -trimpath -ldflags="-s -w" -o /out/healthcheck healthcheck/main.go
COPY go.mod go.su[m] ./
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=secret,id=netrc,target=/root/.netrc \\
    go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \\
    --mount=type=cache,target=/root/.cache/go-build \\
    go build -trimpath -tags=timetzdata -ldflags="-s -w" -o /out/server ./cmd/server && \\
    ${makeFolders("/folders")}

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown={{user}}:{{group}} /folders/ /
COPY --from=build --chown={{user}}:{{group}} /out/healthcheck /out/server /
${tail("SIGTERM", ["/healthcheck"], ["/server"])}`;

/** The program of the health check: the image has no other, and what the service's own can do is not ours to assume. */
export const GO_HEALTH_CHECK = `// Exits with 0 where the path given as argument answers.
package main

import (
	"net/http"
	"os"
	"time"
)

func main() {
	client := http.Client{Timeout: 4 * time.Second}
	response, err := client.Get("http://127.0.0.1:" + os.Getenv("PORT") + os.Args[1])
	if err != nil || response.StatusCode/100 != 2 {
		os.Exit(1)
	}
}
`;

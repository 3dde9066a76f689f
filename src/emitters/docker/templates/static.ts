import { HEAD, makeFolders, tail } from "./parts.ts";

const PROBE = ["curl", "--fail", "--silent", "--show-error", "--globoff", "--output", "/dev/null"];

/** A frontend: `npm run build` writes `dist/`, nginx serves it with the `nginx.conf` beside. */
export const STATIC = `${HEAD}FROM {{builder}} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    --mount=type=secret,id=npmrc,target=/root/.npmrc \\
    npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM {{base}}
RUN ${makeFolders()}
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build --chown={{user}}:{{group}} /app/dist/ /srv/www/
${tail("SIGQUIT", PROBE, ["nginx", "-e", "stderr"])}`;

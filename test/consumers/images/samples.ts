import type { ServiceSpec } from "../../../src/schema/service.ts";

/** Files by path. */
export type Source = Readonly<Record<string, string>>;

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** The smallest source of each runtime that keeps to `docs/images.md`. Each answers at /live, and writes where it is asked to. */
export const SOURCES: Readonly<Record<ServiceSpec["runtime"], Source>> = {
  // React, TypeScript and Tailwind. The lock file is made by the test, by the registry that this machine has.
  static: {
    "package.json": json({
      name: "sample",
      version: "1.0.0",
      private: true,
      type: "module",
      scripts: { build: "tsc && vite build" },
      dependencies: { react: "19.3.1", "react-dom": "19.3.1" },
      devDependencies: {
        "@tailwindcss/vite": "4.3.5",
        "@types/react": "19.3.0",
        "@types/react-dom": "19.3.0",
        "@vitejs/plugin-react": "6.3.0",
        tailwindcss: "4.3.5",
        typescript: "7.0.2",
        vite: "8.3.8",
      },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        strict: true,
        jsx: "react-jsx",
        module: "esnext",
        moduleResolution: "bundler",
        target: "es2023",
        lib: ["es2023", "dom"],
        types: ["vite/client"],
        noEmit: true,
        skipLibCheck: true,
      },
      include: ["src"],
    }),
    "vite.config.ts": `import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
export default defineConfig({ plugins: [react(), tailwindcss()] });
`,
    "index.html": `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>sample</title></head>
  <body><div id="root"></div><script type="module" src="/src/main.tsx"></script></body>
</html>
`,
    "src/main.css": `@import "tailwindcss";
`,
    "src/main.tsx": `import { createRoot } from "react-dom/client";
import "./main.css";
const Page = ({ title }: { title: string }) => <h1 className="text-3xl">{title}</h1>;
createRoot(document.getElementById("root")!).render(<Page title="sample" />);
`,
  },
  node: {
    "package.json": json({ name: "sample", version: "1.0.0", type: "module", main: "server.js" }),
    "package-lock.json": json({
      name: "sample",
      version: "1.0.0",
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name: "sample", version: "1.0.0" } },
    }),
    "server.js": `import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
createServer((request, response) => {
  if (request.url.startsWith("/write/")) writeFileSync(request.url.slice("/write".length), "x");
  response.statusCode = request.url === "/live" || request.url.startsWith("/write/") ? 200 : 404;
  response.end();
}).listen(process.env.PORT);
process.on("SIGTERM", () => process.exit(0));
`,
  },
  java: {
    // Debian has Java 21.
    "pom.xml": `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sample</groupId>
  <artifactId>sample</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>21</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <build>
    <finalName>app</finalName>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-jar-plugin</artifactId>
        <configuration><archive><manifest><mainClass>Main</mainClass></manifest></archive></configuration>
      </plugin>
    </plugins>
  </build>
</project>
`,
    "src/main/java/Main.java": `import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

public class Main {
  public static void main(String[] arguments) throws Exception {
    var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
    server.createContext("/live", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.createContext("/write/", exchange -> {
      Files.writeString(Path.of(exchange.getRequestURI().getPath().substring("/write".length())), "x");
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
  }
}
`,
  },
  go: {
    // Debian has Go 1.24.
    "go.mod": "module sample\n\ngo 1.24\n",
    "cmd/server/main.go": `package main

import (
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	// The time zones are in the binary, since there are none in the image.
	if _, err := time.LoadLocation("Europe/Zurich"); err != nil {
		os.Exit(2)
	}
	http.HandleFunc("/live", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/write/", func(response http.ResponseWriter, request *http.Request) {
		if err := os.WriteFile(strings.TrimPrefix(request.URL.Path, "/write"), []byte("x"), 0o600); err != nil {
			response.WriteHeader(500)
		}
	})
	if err := http.ListenAndServe(":"+os.Getenv("PORT"), nil); err != nil {
		os.Exit(1)
	}
}
`,
  },
  python: {
    "requirements.txt": `itsdangerous==2.2.0 \\
    --hash=sha256:c6242fc49e35958c8b15141343aa660db5fc54d4f13a1db01a3f5891b98700ef
`,
    "app/__init__.py": "",
    "app/__main__.py": `import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import itsdangerous

if not itsdangerous.__file__.startswith("/venv/"):
    sys.exit("the dependencies are not those of the image")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/write/"):
            open(self.path.removeprefix("/write"), "w").close()
        self.send_response(200 if self.path == "/live" or self.path.startswith("/write/") else 404)
        self.end_headers()


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
HTTPServer(("", int(os.environ["PORT"])), Handler).serve_forever()
`,
  },
};

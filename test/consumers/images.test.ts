import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { POD_USER } from "../../src/catalog/pod-security.ts";
import { docker } from "../../src/emitters/docker/index.ts";
import { imageFolderOf } from "../../src/naming/images.ts";
import { freeText, httpPath } from "../../src/schema/scalars.ts";
import type { ServiceSpec } from "../../src/schema/service.ts";
import { hostileString } from "../arbitraries/hostile.ts";
import { type SpecParts, tester } from "../tester.ts";
import { type ImageRig, imagesJudge, startImages } from "./image-rig.ts";
import { SOURCES, type Source } from "./images/samples.ts";
import { testWith } from "./judge.ts";

type Runtime = ServiceSpec["runtime"];

let rig: ImageRig;
beforeAll(() => {
  if (imagesJudge.isThere) rig = startImages(POD_USER);
});
afterAll(() => rig?.stop());

/** What is laid over the source of a service. */
function filesOf(parts: SpecParts, service: string): Source {
  // What nobody could see in a pull request has to be written as an escape.
  const text = tester
    .specOf(parts)
    .replaceAll(/[\x7f-\ud7ff\ue000-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const { platform, environments, diagnostics } = tester.platform(text);
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  const folder = `${imageFolderOf(service)}/`;
  return Object.fromEntries(
    docker
      .emit({ platform, environments, fileOf: () => "spec.yaml" })
      .value.filter(({ path }) => path.startsWith(folder))
      .map(({ path, body }) => [path.slice(folder.length), body]),
  );
}

const sample = (runtime: Runtime, more: object = {}): Source =>
  filesOf({ services: { sample: { runtime, description: "A sample.", expose: { host: "www" }, ...more } } }, "sample");

const writableOf = (runtime: Runtime): readonly string[] => Object.keys(rig.inspect(nameOf(runtime)).Volumes);
const nameOf = (runtime: Runtime): string => `localhost/finflow-sample-${runtime}:test`;

/** The source as its owner commits it. */
function sourceOf(runtime: Runtime): Source {
  const source = SOURCES[runtime];
  return runtime === "static" ? { ...source, "package-lock.json": lockFileOf(source["package.json"] ?? "") } : source;
}

/** As npm makes it here. A registry that does not serve the binaries of every platform leaves holes, which `npm ci` refuses. */
function lockFileOf(manifest: string): string {
  const folder = mkdtempSync(join(tmpdir(), "finflow-lock-"));
  try {
    writeFileSync(join(folder, "package.json"), manifest);
    const npm = spawnSync("npm", ["install", "--package-lock-only", "--ignore-scripts"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (npm.status !== 0) throw new Error(npm.stderr);
    const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
    for (const [path, entry] of Object.entries<{ optionalDependencies?: Record<string, string> }>(lock.packages)) {
      for (const name of Object.keys(entry.optionalDependencies ?? {})) {
        const places = [`node_modules/${name}`, `${path}/node_modules/${name}`];
        if (places.every((place) => lock.packages[place] === undefined)) delete entry.optionalDependencies?.[name];
      }
    }
    return JSON.stringify(lock);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("images, built by buildah and run by runc", () => {
  for (const runtime of ["node", "go", "python", "java", "static"] as const) {
    testWith(
      imagesJudge,
      `${runtime}: builds, runs read-only as the pod's user without any right, answers its health check and stops when asked`,
      () => {
        const { status, text } = rig.build(nameOf(runtime), { ...sourceOf(runtime), ...sample(runtime) });
        expect(status, text).toBe(0);
        const container = rig.start(nameOf(runtime), writableOf(runtime));
        expect(container.healthy(), container.logs()).toBe(true);
        const process = container.status();
        expect(process.Uid).toBe(Array.from({ length: 4 }, () => POD_USER).join("\t"));
        expect(process.Gid).toBe(Array.from({ length: 4 }, () => POD_USER).join("\t"));
        expect([process.CapPrm, process.CapEff, process.CapBnd, process.NoNewPrivs]).toEqual([
          ...Array.from({ length: 3 }, () => "0".repeat(16)),
          "1",
        ]);
        expect(container.get("/live").status).toBe(200);
        if (runtime !== "static") {
          // FF33: what is declared can be written, and nothing else.
          expect(container.get("/write/tmp/file").status).toBe(200);
          const elsewhere = rig.start(nameOf(runtime), writableOf(runtime));
          expect(elsewhere.healthy()).toBe(true);
          expect(elsewhere.get("/write/app-file").status).not.toBe(200);
        }
        // By the signal, not by the kill that comes after it; Java says which one it was.
        expect([0, 2, 143]).toContain(container.stop());
      },
    );
  }

  testWith(imagesJudge, "nginx serves a React application: its routes, its assets, its headers, nothing hidden", () => {
    const container = rig.start(nameOf("static"), writableOf("static"));
    expect(container.healthy(), container.logs()).toBe(true);
    const page = container.get("/", "Host: www.shop.example");
    expect(page.text).toMatch(/^HTTP\/1.1 200/);
    expect(page.text).toMatch(/^Cache-Control: no-cache\r$/m);
    expect(page.text).toMatch(/^Content-Security-Policy: .*connect-src 'self' https:\/\/\*\.shop\.example;.*\r$/m);
    expect(container.get("/", "Host: other.example").text).toContain("connect-src 'self';");
    for (const header of [
      "X-Content-Type-Options: nosniff",
      "X-Frame-Options: DENY",
      "Strict-Transport-Security: max-age",
    ])
      expect(page.text).toContain(header);
    expect(container.get("/a/route/of/the/application").text.split("\r\n\r\n")[1]).toBe(page.text.split("\r\n\r\n")[1]);
    const [script = ""] = /\/assets\/[\w-]+\.js/.exec(page.text) ?? [];
    expect(container.get(script).text).toMatch(/^Cache-Control: public, max-age=31536000, immutable\r$/m);
    const missing = container.get("/assets/missing.js");
    expect([missing.status, /^Cache-Control: no-cache\r$/m.test(missing.text)]).toEqual([404, true]);
    expect(missing.text).toMatch(/^X-Content-Type-Options: nosniff\r$/m);
    expect(container.get("/.env").status).toBe(404);
    expect(container.logs()).toContain('"uri":"/.env","status":404');
  });
});

describe("images that are wrong", () => {
  testWith(imagesJudge, "FF34: an image of another user shows in its process and in its configuration", () => {
    const files = { ...sourceOf("node"), ...sample("node") };
    const asRoot = { ...files, Dockerfile: (files.Dockerfile ?? "").replace(/^USER .*$/m, "USER root") };
    expect(rig.build(nameOf("node"), asRoot).status).toBe(0);
    const container = rig.start(nameOf("node"), ["/tmp"]);
    expect(container.healthy()).toBe(true);
    expect(container.status().Uid).toBe(["0", "0", "0", "0"].join("\t"));
    expect(rig.inspect(nameOf("node")).User).toBe("root");
  });

  testWith(imagesJudge, "FF33: a process that writes where nothing is mounted does not become healthy", () => {
    const source = sourceOf("node");
    const careless = `import { mkdirSync } from "node:fs";\nmkdirSync("/var/cache/app");\n${source["server.js"]}`;
    expect(rig.build(nameOf("node"), { ...source, ...sample("node"), "server.js": careless }).status).toBe(0);
    const container = rig.start(nameOf("node"), writableOf("node"));
    expect(container.healthy()).toBe(false);
    expect(container.logs()).toMatch(/EROFS|EACCES/);
    expect(rig.start(nameOf("node"), [...writableOf("node"), "/var/cache"]).healthy()).toBe(true);
  });

  testWith(imagesJudge, "FF33: nginx needs every folder that is declared for it", () => {
    rig.build(nameOf("static"), { ...sourceOf("static"), ...sample("static") });
    for (const folder of ["/var/cache/nginx", "/var/run"]) {
      const others = writableOf("static").filter((path) => path !== folder);
      expect(rig.start(nameOf("static"), others).healthy(), folder).toBe(false);
    }
  });

  testWith(imagesJudge, "a health check that asks for another address fails", () => {
    const wrong = sample("node", { health: { live: "/nowhere" } });
    expect(rig.build(nameOf("node"), { ...sourceOf("node"), ...wrong }).status).toBe(0);
    const container = rig.start(nameOf("node"), ["/tmp"]);
    expect(container.healthy()).toBe(false);
    expect(container.get("/live").status).toBe(200);
  });
});

const HOSTILE = [
  'a "quoted" \\ text\\',
  "two\nlines\nUSER root\nRUN touch /tmp/x",
  `$(touch /tmp/x) \`id\` $\{PATH} $PATH \\$PATH`,
  "{{ a }} {% b %} %{c} <script>alert(1)</script> # d",
  "it's \u202eright to left\u2066",
  "<<EOF",
  "\t--from=x\\\n",
  "é😀\u00a0  \u2003e\t",
];

describe("law 9: texts of the spec arrive as data", () => {
  testWith(imagesJudge, "in the labels of an image, as buildah reads the Dockerfile", () => {
    const texts = [
      ...HOSTILE,
      `$\{x}"$(y)'`.repeat(40),
      ...fc
        .sample(hostileString, { numRuns: 300, seed: 6 })
        .filter((text) => text.isWellFormed() && freeText(500).safeParse(text).success && text.trim() !== ""),
    ];
    expect(texts.length).toBeGreaterThan(60);
    for (const text of texts.slice(0, 60)) {
      const { Dockerfile = "" } = filesOf({ services: { sample: { description: text } } }, "sample");
      const last = Dockerfile.slice(Dockerfile.indexOf("\nLABEL ") + 1);
      expect(rig.build("localhost/finflow-labels:test", { Dockerfile: `FROM scratch\n${last}` }).status).toBe(0);
      const { Labels, User, Entrypoint } = rig.inspect("localhost/finflow-labels:test");
      expect(Labels["org.opencontainers.image.description"]).toBe(text.replaceAll(/\s*\n\s*/g, " "));
      expect([User, Entrypoint]).toEqual([`${POD_USER}:${POD_USER}`, ["node", "."]]);
    }
  });

  testWith(
    imagesJudge,
    "in the addresses of health checks, as buildah reads the Dockerfile and nginx its configuration",
    () => {
      const paths = ["/a'b", "/$PATH", "/$uri;return", "/(a)*+,=:@!&~", "/a//b", "/'$(id)'", "/.hidden"];
      for (const path of paths) expect(httpPath.safeParse(path).success, path).toBe(true);
      const configs: Record<string, string> = {};
      for (const [index, path] of paths.entries()) {
        const node = filesOf({ services: { sample: { health: { live: path } } } }, "sample").Dockerfile ?? "";
        const last = node.slice(node.indexOf("\nLABEL ") + 1);
        expect(rig.build("localhost/finflow-labels:test", { Dockerfile: `FROM scratch\n${last}` }).status).toBe(0);
        expect(rig.inspect("localhost/finflow-labels:test").Healthcheck.Test.at(-1)).toBe(path);
        configs[`${index}.conf`] = sample("static", { health: { ready: "/ready", live: path } })["nginx.conf"] ?? "";
        configs[`${index}.path`] = path;
      }
      const { status, text } = rig.inBase(
        configs,
        `mkdir -p /srv/www /var/cache/nginx && for config in /files/*.conf; do
         nginx -t -q -c "$config" || exit 1
         nginx -c "$config" >/dev/null & sleep 1
         curl -sf --globoff --path-as-is "http://127.0.0.1:8080$(cat "\${config%.conf}.path")" || { echo "refused $config"; exit 2; }
         kill $! && wait $!
       done`,
      );
      expect(text).toBe("ok".repeat(paths.length));
      expect(status).toBe(0);
    },
  );

  testWith(
    imagesJudge,
    "nginx takes the longest names that a spec can have, and refuses what is none of its words",
    () => {
      // 64 characters together: what a certificate takes.
      const [label, domain] = ["a".repeat(40), `${"b".repeat(15)}.example`];
      const parts = {
        services: {
          sample: {
            runtime: "static",
            expose: { host: label },
            calls: ["api"],
            health: { live: `/${"a".repeat(199)}` },
          },
          api: {},
        },
        environment: { aws: { domain } },
      };
      const config = filesOf(parts, "sample")["nginx.conf"] ?? "";
      const check = (text: string) =>
        rig.inBase(
          { "nginx.conf": text },
          "mkdir -p /var/cache/nginx; echo 127.0.0.1 api >>/etc/hosts; nginx -t -c /files/nginx.conf",
        );
      expect(check(config).text).toContain("test is successful");
      expect(check(config.replace("listen 8080;", "listen 8080; nonsense on;")).status).not.toBe(0);
      expect(check(config.replace("map_hash_bucket_size 512;", "")).status).not.toBe(0);
    },
  );
});

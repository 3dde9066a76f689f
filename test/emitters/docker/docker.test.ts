import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { baseReference, NODE_BASE } from "../../../src/catalog/base-images.ts";
import { docker } from "../../../src/emitters/docker/index.ts";
import { serviceImages } from "../../../src/emitters/docker/service-image.ts";
import { DOCKER_PATH } from "../../../src/naming/images.ts";
import type { OutputFile } from "../../../src/output/output-file.ts";
import { type SpecParts, tester } from "../../tester.ts";

const RUNTIMES = ["static", "node", "java", "go", "python"] as const;

// biome-ignore lint/suspicious/noExplicitAny: a spec as plain data, which is not checked yet
type Change = (spec: any) => unknown;

function context(parts: SpecParts, change: Change = (spec) => spec) {
  const { platform, environments, diagnostics } = tester.platform(
    JSON.stringify(change(JSON.parse(tester.specOf(parts)))),
  );
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  return { platform, environments, fileOf: () => "spec.yaml" };
}

const emitted = (parts: SpecParts, change?: Change): ReadonlyMap<string, OutputFile> =>
  new Map(docker.emit(context(parts, change)).value.map((file) => [file.path.slice(DOCKER_PATH.length + 1), file]));

const bodyOf = (files: ReadonlyMap<string, OutputFile>, path: string): string => files.get(path)?.body ?? "";

const services = Object.fromEntries(RUNTIMES.map((runtime) => [`a-${runtime}`, { runtime }]));

/** The value of an instruction of the last stage. */
function last(dockerfile: string, instruction: string): string {
  const stage = dockerfile.slice(dockerfile.lastIndexOf("\nFROM ")).replaceAll("\\\n", "");
  return new RegExp(`^${instruction} (.*)$`, "m").exec(stage)?.[1] ?? "";
}

/** A second environment that differs in one service. */
const withDev =
  (overrides: object): Change =>
  ({ environments: { prod }, releases, ...spec }) => {
    const dev = {
      ...prod,
      tier: "nonprod",
      aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
      cluster: { ...prod.cluster, name: "shop-dev" },
      overrides: { services: overrides },
    };
    return { ...spec, environments: { prod, dev }, releases: { prod: releases.prod, dev: releases.prod } };
  };

describe("Dockerfiles", () => {
  test("every service has one with what belongs to it, beside the two actions", () => {
    const extra: Record<string, string[]> = {
      static: ["nginx.conf"],
      go: ["healthcheck/main.go"],
      java: ["healthcheck/HealthCheck.java"],
    };
    expect([...emitted({ services }).keys()].toSorted()).toEqual(
      [
        "_build/action.yml",
        "_promote/action.yml",
        ...RUNTIMES.flatMap((runtime) =>
          [".dockerignore", ".github/workflows/image.yml", "Dockerfile", ...(extra[runtime] ?? [])].map(
            (name) => `a-${runtime}/${name}`,
          ),
        ),
      ].toSorted(),
    );
  });

  test("FF34: the user is the pod's; FF33: what may be written is what the pod mounts, no more and no less", () => {
    const parts = { services: { ...services, "a-node": { runtime: "node", writable: ["/var/cache/app", "/data"] } } };
    const files = emitted(parts);
    for (const runtime of RUNTIMES) {
      const name = `a-${runtime}`;
      const { spec } = tester.object(parts, name, "Deployment");
      const pod = spec.template.spec;
      const scratch = pod.volumes.filter((volume: { emptyDir?: object }) => volume.emptyDir !== undefined);
      const names = new Set(scratch.map((volume: { name: string }) => volume.name));
      const mounts = pod.containers[0].volumeMounts.filter((mount: { name: string }) => names.has(mount.name));
      const dockerfile = bodyOf(files, `${name}/Dockerfile`);
      expect(last(dockerfile, "USER")).toBe(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`);
      expect(JSON.parse(last(dockerfile, "VOLUME")).toSorted()).toEqual(
        mounts.map((mount: { mountPath: string }) => mount.mountPath).toSorted(),
      );
      expect(last(dockerfile, "EXPOSE").split(" ")).toEqual(
        pod.containers[0].ports.map((port: { containerPort: number }) => String(port.containerPort)),
      );
      for (const [copy] of dockerfile.matchAll(/^COPY --from=build (?!\/etc|\/venv).*$/gm)) {
        expect(copy).toContain(`--chown=${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`);
      }
    }
  });

  test("bases are exact versions, by digest where one is known, and the last stage has no package manager's step", () => {
    for (const [path, { body }] of emitted({ services })) {
      if (!path.endsWith("/Dockerfile")) continue;
      const bases = [...body.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base ?? "");
      expect(bases.length).toBe(2);
      for (const base of bases) expect(base).toMatch(/^(?:scratch|[a-z.]+\/[a-z/-]+:\d+\.\d+\.\d+\S*)$/);
      expect(body.slice(body.lastIndexOf("\nFROM "))).not.toMatch(/\b(?:apt|apt-get|npm|pip|mvn)\b/);
    }
    const digest = `sha256:${"a".repeat(64)}`;
    expect(baseReference({ ...NODE_BASE, digest })).toBe(`${baseReference(NODE_BASE)}@${digest}`);
  });

  test("dependencies are a layer before the source, with a cache of their own", () => {
    for (const runtime of RUNTIMES) {
      const body = bodyOf(emitted({ services }), `a-${runtime}/Dockerfile`);
      const [install, source] = [body.indexOf("--mount=type=cache"), body.search(/^COPY (?:\. \.|src\/ )/m)];
      expect(install).toBeGreaterThan(0);
      expect(source).toBeGreaterThan(install);
    }
  });

  test("process and health check start without a shell, and the check asks for the address of the liveness probe", () => {
    const alive = Object.fromEntries(RUNTIMES.map((runtime) => [runtime, { runtime, health: { live: "/alive" } }]));
    const files = emitted({ services: alive });
    for (const runtime of RUNTIMES) {
      const dockerfile = bodyOf(files, `${runtime}/Dockerfile`);
      const check = JSON.parse(/CMD (\[.*\])$/.exec(last(dockerfile, "HEALTHCHECK"))?.[1] ?? "");
      expect(check.at(-1)).toMatch(/^(?:http:\/\/127\.0\.0\.1:8080)?\/alive$/);
      for (const command of [check, JSON.parse(last(dockerfile, "ENTRYPOINT"))])
        expect(command[0]).not.toMatch(/(?:^|\/)(?:ba|da)?sh$/);
    }
  });

  test("one image serves all environments: its ports are theirs, and only folders that all mount are declared", () => {
    const site = { runtime: "static", expose: { host: "www" }, writable: ["/data"], metrics: false };
    const files = emitted({ services: { site } }, withDev({ site: { port: 9090, writable: [] } }));
    const dockerfile = bodyOf(files, "site/Dockerfile");
    expect(last(dockerfile, "EXPOSE")).toBe("8080 9090");
    expect(JSON.parse(last(dockerfile, "VOLUME"))).toEqual(["/tmp", "/var/cache/nginx", "/var/run"]);
    const config = bodyOf(files, "site/nginx.conf");
    expect(config.match(/^ +listen .*$/gm)?.map((line) => line.trim())).toEqual(["listen 8080;", "listen 9090;"]);
    expect(config).toContain('www.shop.example " https://*.shop.example";');
    expect(config).toContain('www.dev.shop.example " https://*.dev.shop.example";');
  });

  test("production decides what can be one thing only", () => {
    const parts = { services: { api: { health: { live: "/alive" } } } };
    const { environments, ...rest } = context(parts, withDev({ api: { health: { live: "/dev" } } }));
    const [image] = serviceImages({ environments, ...rest });
    expect(environments.map(({ environment }) => environment.name)).toEqual(["dev", "prod"]);
    expect(image?.service.health.live).toBe("/alive");
  });
});

describe("nginx", () => {
  test("passes requests on to what the frontend calls, as long as the call may take", () => {
    const parts = {
      services: { site: { runtime: "static", calls: [{ service: "api", timeout: "2s" }] }, api: { port: 3000 } },
    };
    const config = bodyOf(emitted(parts), "site/nginx.conf");
    expect(config).toContain("location /api/api/ {\n      proxy_pass http://api:3000/;");
    expect(config).toContain("proxy_read_timeout 2000ms;");
  });

  test("answers health checks itself, unless their address is the application's page", () => {
    const site = (health: object) => ({ services: { site: { runtime: "static", health } } });
    const locations = (health: object) =>
      [...bodyOf(emitted(site(health)), "site/nginx.conf").matchAll(/location = (.*) \{/g)].map(([, path]) => path);
    expect(locations({ ready: "/ready", live: "/live" })).toEqual(['"/ready"', '"/live"']);
    expect(locations({ ready: "/", live: "/live" })).toEqual(['"/live"']);
    expect(locations({ ready: "/a/../b", live: "/live" })).toEqual(['"/b"', '"/live"']);
  });

  test("has no policy of hosts where it cannot be reached from outside", () => {
    const config = bodyOf(emitted({ services: { site: { runtime: "static" } } }), "site/nginx.conf");
    expect(config).toContain("connect-src 'self';");
    expect(config).not.toContain("map $host");
  });
});

describe("workflows", () => {
  const files = emitted({ services: { api: {} } }, withDev({}));
  const workflow = parse(bodyOf(files, "api/.github/workflows/image.yml"));
  const steps = (action: string) => parse(bodyOf(files, `${action}/action.yml`)).runs.steps;

  test("use the actions of the platform's repository, in the revision that Argo CD follows", () => {
    const used = Object.values(workflow.jobs as Record<string, { steps: { uses?: string }[] }>).flatMap((job) =>
      job.steps.flatMap(({ uses }) => uses ?? []),
    );
    for (const path of ["_build", "_promote"]) {
      expect(used).toContain(`ops/shop/${DOCKER_PATH}/${path}@main`);
      expect(files.has(`${path}/action.yml`)).toBe(true);
    }
  });

  test("FF51: every action of others is pinned by its commit", () => {
    const used = [...steps("_build"), ...steps("_promote"), ...workflow.jobs.build.steps]
      .flatMap(({ uses }) => uses ?? [])
      .filter((uses) => !uses.startsWith("ops/shop/"));
    expect(used.length).toBeGreaterThan(6);
    for (const uses of used) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  test("the image goes to the registry of its environment, with the role there, first to one that is not production", () => {
    expect(workflow.jobs.build.steps.at(-1).with).toMatchObject({ service: "api", environment: "dev" });
    expect(JSON.parse(steps("_build")[0].env.TARGETS)).toEqual({
      dev: {
        account: "111111111111",
        region: "us-west-2",
        registry: "111111111111.dkr.ecr.us-west-2.amazonaws.com",
        role: "arn:aws:iam::111111111111:role/shop-dev-image-publisher",
      },
      prod: {
        account: "333333333333",
        region: "us-west-2",
        registry: "333333333333.dkr.ecr.us-west-2.amazonaws.com",
        role: "arn:aws:iam::333333333333:role/shop-prod-image-publisher",
      },
    });
  });

  test("is built with a bill of materials and a provenance, and signed by digest", () => {
    const build = steps("_build").find(({ id }: { id?: string }) => id === "build");
    expect(build.with).toMatchObject({ sbom: "true", provenance: "mode=max", push: "true" });
    expect(steps("_build").some(({ run = "" }) => run.includes('cosign sign --yes --recursive "$IMAGE@$DIGEST"'))).toBe(
      true,
    );
  });

  test("law 9: no expression of GitHub's stands inside a script", () => {
    for (const { run = "" } of [...steps("_build"), ...steps("_promote"), ...workflow.jobs.build.steps])
      expect(run).not.toContain("${{");
  });

  test("are left out where the repository has no address that GitHub could have", () => {
    const deep: Change = (spec) => ({
      ...spec,
      gitops: { repository: "https://git.shop.example/group/sub/shop.git" },
    });
    expect(emitted({ services: { api: {} } }, deep).has("api/.github/workflows/image.yml")).toBe(false);
  });
});

test("law 10: nothing of a service changes when another one does", () => {
  const before = emitted({ services: { a: {}, b: { runtime: "static" } } });
  const after = emitted({ services: { a: { port: 9000, description: "x", owner: "crew" }, b: { runtime: "static" } } });
  const changed = [...after].filter(([path, { body }]) => body !== before.get(path)?.body).map(([path]) => path);
  expect(changed).toEqual(["a/Dockerfile"]);
});

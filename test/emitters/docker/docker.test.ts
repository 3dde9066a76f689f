import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { BINFMT_IMAGE } from "../../../src/catalog/actions.ts";
import { baseReference, NODE_BASE } from "../../../src/catalog/base-images.ts";
import { docker } from "../../../src/emitters/docker/index.ts";
import { serviceImages } from "../../../src/emitters/docker/service-image.ts";
import { DOCKER_PATH, imagePublisherRoleOf } from "../../../src/naming/images.ts";
import type { OutputFile } from "../../../src/output/output-file.ts";
import { ciValues } from "../../../src/resources/aws/ci/input.ts";
import { put, runIn, temporaryFolder, treeAt } from "../../host/disk.ts";
import { type SpecParts, tester } from "../../tester.ts";
import { environmentOf, isLike, type Request, requestsOf, type Workflow } from "./github.ts";

const RUNTIMES = ["static", "node", "java", "go", "python"] as const;

// biome-ignore lint/suspicious/noExplicitAny: a spec as plain data, which is not checked yet
type Change = (spec: any) => unknown;

const GITHUB = "https://github.com/ops/shop.git";

function context(parts: SpecParts, change: Change = (spec) => spec) {
  const { platform, environments, diagnostics } = tester.platform(
    JSON.stringify(change({ ...JSON.parse(tester.specOf(parts)), gitops: { repository: GITHUB } })),
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

/** A second environment that differs in services or nodes. */
const withDev =
  (overrides: object, nodes?: object): Change =>
  ({ environments: { prod }, releases, ...spec }) => {
    const dev = {
      ...prod,
      tier: "nonprod",
      aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
      cluster: { ...prod.cluster, name: "shop-dev", ...(nodes && { nodes }) },
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

  test("the image goes to the registry of its environment, first to one that is not production", () => {
    expect(workflow.jobs.build.steps.at(-1).with).toMatchObject({ service: "api", environment: "dev" });
    expect(JSON.parse(steps("_build")[0].env.TARGETS)).toEqual({
      dev: {
        account: "111111111111",
        region: "us-west-2",
        registry: "111111111111.dkr.ecr.us-west-2.amazonaws.com",
      },
      prod: {
        account: "333333333333",
        region: "us-west-2",
        registry: "333333333333.dkr.ecr.us-west-2.amazonaws.com",
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

  test.each(["https://git.shop.example/ops/shop.git", "https://git.shop.example/group/sub/shop.git"])(
    "law 3: are left out with their actions for %s, whose tokens no role trusts",
    (repository) => {
      const elsewhere = emitted({ services: { api: {} } }, (spec) => ({ ...spec, gitops: { repository } }));
      expect([...elsewhere.keys()].filter((path) => path.endsWith(".yml"))).toEqual([]);
      expect(elsewhere.has("api/Dockerfile")).toBe(true);
    },
  );
});

describe("law 3: what a workflow asks of AWS, the roles of the same compile grant", () => {
  const services = { api: {}, site: { runtime: "static" } };

  /** Whether a role is that of the service in an environment whose trust admits the subject. */
  function judgeOf(change?: Change) {
    const compiled = context({ services }, change);
    const environments = compiled.environments.map(({ environment }) => environment);
    const isAdmitted = (service: string, { role, subject }: Request): boolean => {
      const environment = environmentOf(role, environments);
      const found = compiled.environments.find((one) => one.environment === environment);
      if (environment === undefined || found === undefined) return false;
      if (role !== imagePublisherRoleOf("shop", service, environment.aws.account)) return false;
      const { repository, jobs } = ciValues({ ...found, platform: compiled.platform }).image_publishers;
      const [owner] = repository?.split("/") ?? [];
      return (jobs ?? []).some((job) => isLike(subject, `repo:${owner}/${service}:${job}`));
    };
    const files = docker.emit(compiled).value;
    const requests = (service: string, alter?: (workflow: Workflow) => Workflow): readonly Request[] =>
      requestsOf(files, "ops", service, alter);
    return { isAdmitted, requests };
  }

  test("a tag is built with the role of its service; an image goes on from what is not production to anywhere", () => {
    const { isAdmitted, requests } = judgeOf(withDev({}));
    for (const service of Object.keys(services)) {
      const asked = requests(service);
      expect(asked.map(({ role, subject }) => `${role.slice(13)} ${subject}`)).toEqual([
        `111111111111:role/shop.ci.${service} repo:ops/${service}:ref:refs/tags/v1.4.2`,
        `111111111111:role/shop.ci.${service} repo:ops/${service}:environment:dev`,
        `111111111111:role/shop.ci.${service} repo:ops/${service}:environment:dev`,
        `111111111111:role/shop.ci.${service} repo:ops/${service}:environment:prod`,
        `333333333333:role/shop.ci.${service} repo:ops/${service}:environment:prod`,
      ]);
      expect(asked.filter((request) => !isAdmitted(service, request))).toEqual([]);
    }
  });

  test("where there is production alone, its environment's job builds, and nothing goes on", () => {
    const { isAdmitted, requests } = judgeOf();
    expect(requests("api")).toEqual([
      { role: "arn:aws:iam::333333333333:role/shop.ci.api", subject: "repo:ops/api:environment:prod" },
    ]);
    expect(requests("api").filter((request) => !isAdmitted("api", request))).toEqual([]);
  });

  test("a control: production's build without its environment, images from production and others' roles are refused", () => {
    const alone = judgeOf();
    const [bare] = alone.requests("api", ({ jobs, ...workflow }) => {
      const { environment, ...build } = jobs.build ?? { steps: [] };
      expect(environment).toBe("prod");
      return { ...workflow, jobs: { build } };
    });
    expect(bare?.subject).toBe("repo:ops/api:ref:refs/tags/v1.4.2");
    expect(bare && alone.isAdmitted("api", bare)).toBe(false);

    const both = judgeOf(withDev({}));
    const back = both.requests("api", ({ on: { push }, jobs }) => ({
      on: { push, workflow_dispatch: { inputs: { from: { options: ["prod"] }, to: { options: ["dev"] } } } },
      jobs,
    }));
    const refused = back.filter((request) => !both.isAdmitted("api", request));
    expect(refused).toEqual([
      { role: "arn:aws:iam::333333333333:role/shop.ci.api", subject: "repo:ops/api:environment:dev" },
    ]);
    const [own] = both.requests("api");
    expect(own && both.isAdmitted("site", own)).toBe(false);
  });
});

describe("processors", () => {
  const APPS = { instance: "m7i.4xlarge", min: 3, max: 12 };
  const ARM = { instance: "m7g.4xlarge", min: 3, max: 12 };

  /** The names of the steps between the login and the build, and what they are told. */
  function stepsFor(change: Change) {
    const steps: { name: string; uses?: string; with?: Record<string, string> }[] = parse(
      bodyOf(emitted({ services: { api: {} } }, change), "_build/action.yml"),
    ).runs.steps;
    const using = (action: string) => steps.findIndex(({ uses }) => uses?.startsWith(`docker/${action}@`));
    return {
      steps,
      qemu: using("setup-qemu-action"),
      buildx: using("setup-buildx-action"),
      build: using("build-push-action"),
    };
  }

  const prodNodes =
    (nodes: object): Change =>
    ({ environments: { prod }, ...spec }) => ({
      ...spec,
      environments: { prod: { ...prod, cluster: { ...prod.cluster, nodes } } },
    });

  test("the runner's own needs no emulator", () => {
    const { steps, qemu, build } = stepsFor(prodNodes({ apps: APPS }));
    expect(steps[build]?.with?.platforms).toBe("linux/amd64");
    expect(qemu).toBe(-1);
  });

  test.each([
    ["Graviton alone", prodNodes({ apps: ARM }), "linux/arm64"],
    ["both in one cluster", prodNodes({ apps: APPS, arm: ARM }), "linux/arm64,linux/amd64"],
    ["another in another environment, whose image it is too", withDev({}, { apps: ARM }), "linux/arm64,linux/amd64"],
  ])("%s: built for what nodes have, emulated before BuildKit looks", (_, change, platforms) => {
    const { steps, qemu, buildx, build } = stepsFor(change);
    expect(steps[build]?.with?.platforms).toBe(platforms);
    expect(steps[qemu]?.with).toEqual({ image: BINFMT_IMAGE, platforms: "linux/arm64" });
    expect(BINFMT_IMAGE).toMatch(/:[\w.-]+@sha256:[0-9a-f]{64}$/);
    expect([qemu >= 0, qemu < buildx, buildx < build]).toEqual([true, true, true]);
  });
});

describe("law 8: folders whose name begins with a dot are files of ours as all others", () => {
  const bodies = (names: readonly string[]) =>
    Object.fromEntries(
      docker
        .emit(context({ services: Object.fromEntries(names.map((name) => [name, {}])) }))
        .value.map(({ path, body }) => [path, body]),
    );
  const workflow = `${DOCKER_PATH}/api/.github/workflows/image.yml`;

  test("a second run writes nothing, and a service that is gone takes its workflow along", () => {
    const root = temporaryFolder();
    expect(runIn(root, bodies(["api", "site"])).diagnostics).toEqual([]);
    const first = treeAt(root);
    expect(first[workflow]).toContain("finflow platform=");
    expect(runIn(root, bodies(["api", "site"]))).toMatchObject({ written: 0, deleted: 0, diagnostics: [] });
    expect(treeAt(root)).toEqual(first);
    runIn(root, bodies(["site"]));
    expect(Object.keys(treeAt(root)).filter((path) => path.includes("/api"))).toEqual([]);
  });

  test("a workflow that somebody edited is reported", () => {
    const root = temporaryFolder();
    runIn(root, bodies(["api"]));
    put(root, workflow, `${treeAt(root)[workflow]?.slice("644 ".length)}# mine\n`);
    expect(runIn(root, bodies(["api"])).diagnostics.map(({ code }) => code)).toEqual(["output/hand-edited"]);
  });
});

test("law 10: nothing of a service changes when another one does", () => {
  const before = emitted({ services: { a: {}, b: { runtime: "static" } } });
  const after = emitted({ services: { a: { port: 9000, description: "x", owner: "crew" }, b: { runtime: "static" } } });
  const changed = [...after].filter(([path, { body }]) => body !== before.get(path)?.body).map(([path]) => path);
  expect(changed).toEqual(["a/Dockerfile"]);
});

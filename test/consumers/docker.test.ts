import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { parse } from "yaml";
import { docker } from "../../src/emitters/docker/index.ts";
import type { OutputFile } from "../../src/output/output-file.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { type Compiled, tester } from "../tester.ts";
import { checkov } from "./checkov.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";
import { withFiles } from "./kustomize.ts";

interface Skip {
  readonly rule: string;
  readonly line: string;
  readonly owner: string;
  readonly reason: string;
}

/** The part of hadolint's JSON that is read here. */
interface Finding {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

const run = promisify(execFile);
const skips: readonly Skip[] = parse(readFileSync(new URL("skips/hadolint.yaml", import.meta.url), "utf8"));

/** Every rule counts, also the one about health checks, which is off by itself; no comment in a file turns one off. */
const HADOLINT_CONFIG = `failure-threshold: info
trustedRegistries: [docker.io]
disable-ignore-pragma: true
override: { info: [DL3057] }
`;

/** What a careless person writes. */
const BAD = `FROM node:latest
ENV API_TOKEN=secret
RUN apt-get update && apt-get install curl
ADD . /app
USER root
CMD node /app/server.js
`;

/**
 * A label in whose value a backslash stands before a quote or at the end. hadolint takes the second half of an escaped
 * backslash for an escape of its own and loses the end of the value; buildah reads it (`images.test.ts`).
 */
const BEYOND_HADOLINT = /^ +org\.opencontainers\.image\..*\\\\\\?"/m;

const RUNTIMES = ["static", "node", "java", "go", "python"] as const;

function filesOf({ platform, environments, diagnostics }: Compiled): readonly OutputFile[] {
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics));
  return docker.emit({ platform, environments, fileOf: () => "spec.yaml" }).value;
}

/** Of every runtime, on GitHub; with two environments, or with production alone. */
function sample(hasDev = true): readonly OutputFile[] {
  const services = Object.fromEntries(
    RUNTIMES.map((runtime) => [runtime, { runtime, description: "A sample.", writable: ["/data"] }]),
  );
  const { environments, releases, ...spec } = JSON.parse(tester.specOf({ services }));
  const { prod } = environments;
  const dev = {
    ...prod,
    tier: "nonprod",
    aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
    cluster: { ...prod.cluster, name: "shop-dev", nodes: { arm: { instance: "m7g.4xlarge", min: 3, max: 12 } } },
  };
  return filesOf(
    tester.platform(
      JSON.stringify({
        ...spec,
        gitops: { repository: "https://github.com/ops/shop.git" },
        environments: { prod, ...(hasDev && { dev }) },
        releases: { prod: releases.prod, ...(hasDev && { dev: releases.prod }) },
      }),
    ),
  );
}

const isDockerfile = ({ path }: { path: string }): boolean => path.endsWith("/Dockerfile");

describe("hadolint 2.15.1", () => {
  const judge = toolJudge("hadolint");

  testWith(judge, "finds nothing that is not listed with a reason, and all that is listed", async () => {
    const found = await hadolint(sample().filter(isDockerfile));
    expect(found.filter(({ skip }) => skip === undefined)).toEqual([]);
    const used = new Set(found.map(({ skip }) => skip));
    expect(skips.filter((skip) => !used.has(skip))).toEqual([]);
    for (const skip of skips) expect(skip.owner && skip.reason).toBeTruthy();
  });

  testWith(judge, "finds nothing else in any spec, whatever its texts say (law 9)", async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (data) => {
        const dockerfiles = filesOf(tester.platform(specText(data))).filter(isDockerfile);
        const found = await hadolint(dockerfiles.filter(({ body }) => !BEYOND_HADOLINT.test(body)));
        expect(found.filter(({ skip }) => skip === undefined)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  testWith(judge, "finds what a careless Dockerfile has, and refuses what is none", async () => {
    const rules = (await hadolint([{ path: "bad/Dockerfile", body: BAD }])).map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(["DL3002", "DL3007", "DL3008", "DL3020", "DL3025", "DL3057"]));
    const broken = await hadolint([{ path: "bad/Dockerfile", body: 'FROM scratch\nLABEL a="b\nc" d\n' }]);
    expect(broken.map(({ rule }) => rule)).toContain("DL1000");
    // Once it reads this, nothing needs to be left out any more.
    const beyond = 'FROM scratch\nLABEL \\\n      org.opencontainers.image.title="\\\\"\n';
    expect(beyond).toMatch(BEYOND_HADOLINT);
    expect((await hadolint([{ path: "beyond/Dockerfile", body: beyond }])).map(({ rule }) => rule)).toContain("DL1000");
  });
});

describe("checkov, Dockerfiles", () => {
  const judge = toolJudge("checkov");

  testWith(judge, "finds nothing in any runtime's", async () => {
    const { passed, failed } = await checkov("dockerfile", sample().filter(isDockerfile));
    expect(failed).toEqual([]);
    expect(new Set(passed.map(({ check }) => check)).size).toBeGreaterThan(10);
  });

  testWith(judge, "finds what a careless one has", async () => {
    const { failed } = await checkov("dockerfile", [{ path: "bad/Dockerfile", body: BAD }]);
    expect(failed.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["CKV_DOCKER_2", "CKV_DOCKER_4", "CKV_DOCKER_7", "CKV_DOCKER_8"]),
    );
  });
});

describe("workflows and actions", () => {
  testWith(
    toolJudge("actionlint"),
    "actionlint 1.7.12 finds nothing in a service's workflow, and what is wrong with another",
    async () => {
      const [both = "", alone = ""] = [sample(), sample(false)].map(
        (files) => files.find(({ path }) => path.endsWith("/node/.github/workflows/image.yml"))?.body,
      );
      expect(parse(both).jobs).toHaveProperty("promote");
      expect(parse(alone).jobs).not.toHaveProperty("promote");
      expect(await actionlint(both)).toBe("");
      expect(await actionlint(alone)).toBe("");
      const injected = both.replace(/echo "tag=.*"/, `echo "\${{ github.head_ref }}"`);
      expect(await actionlint(injected)).toContain("potentially untrusted");
      expect(await actionlint("on: push\njobs: { a: { steps: [] } }\n")).toContain("runs-on");
    },
  );

  testWith(toolJudge("shellcheck"), "shellcheck finds nothing in the scripts of the actions", async () => {
    const scripts = sample()
      .filter(({ path }) => path.endsWith("/action.yml"))
      .flatMap(({ body }) => parse(body).runs.steps as { run?: string; shell?: string }[])
      .flatMap(({ run: script }) => script ?? []);
    expect(scripts.length).toBeGreaterThan(5);
    for (const script of scripts) expect(await shellcheck(script)).toBe("");
    expect(await shellcheck("rm -rf $folder/\n")).toContain("SC2086");
  });
});

/** What hadolint says of each file, and the skip that allows it. */
async function hadolint(files: readonly { readonly path: string; readonly body: string }[]) {
  const config = { path: "hadolint.yaml", body: HADOLINT_CONFIG };
  return withFiles([...files, config], async (root) => {
    const args = [
      "--config",
      join(root, config.path),
      "--format",
      "json",
      ...files.map(({ path }) => join(root, path)),
    ];
    const findings = JSON.parse(await output("hadolint", args)) as readonly Finding[];
    return findings.map(({ file, line, code, message }) => {
      const path = file.slice(root.length + 1);
      const text = files.find((one) => one.path === path)?.body.split("\n")[line - 1] ?? "";
      const skip = skips.find((one) => one.rule === code && new RegExp(one.line).test(text));
      return { path, line, rule: code, message, skip };
    });
  });
}

const actionlint = (workflow: string): Promise<string> =>
  withFiles([{ path: "workflow.yml", body: workflow }], (root) =>
    output("actionlint", ["-no-color", "-oneline", join(root, "workflow.yml")]),
  );

const shellcheck = (script: string): Promise<string> =>
  withFiles([{ path: "script.sh", body: script }], (root) =>
    output("shellcheck", [
      "--shell=bash",
      "--enable=avoid-nullary-conditions,check-set-e-suppressed,deprecate-which,quote-safe-variables,require-double-brackets",
      "--format=gcc",
      join(root, "script.sh"),
    ]),
  );

/** What a tool prints. It exits with 1 where it finds anything; with more it did not do its work. */
async function output(tool: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(findTool(tool) ?? tool, args, { maxBuffer: 2 ** 28 })).stdout;
  } catch (error) {
    const { stdout, code } = error as { stdout?: string; code?: unknown };
    if (code === 1 && stdout) return stdout;
    throw error;
  }
}

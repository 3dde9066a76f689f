import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { finflow } from "./fake-io.ts";

/** The spec of this repository, as a host that has no output yet. */
function freshHost() {
  const files: Record<string, string> = {};
  for (const entry of readdirSync("specs", { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      files[join(entry.parentPath, entry.name)] = readFileSync(join(entry.parentPath, entry.name), "utf8");
  }
  return createMemoryHost(files);
}

const BROKEN = { "specs/finflow.yaml": "kind: Platform\nkind: *x\n" };

describe("validate", () => {
  test("a spec that is fine", async () => {
    const ran = await finflow(["validate"], freshHost());
    expect(ran).toMatchObject({ status: 0, stdout: "" });
    expect(ran.stderr).toMatch(/^The spec is fine \(\d+ files\)\.\n$/);
  });

  test("a broken spec, with frames of a file that could not be parsed", async () => {
    const { status, stdout } = await finflow(["validate"], BROKEN);
    expect(status).toBe(1);
    expect(stdout).toContain(
      "error[source/duplicate-key]: The key kind stands twice in the same map.\n  --> specs/finflow.yaml:2:1",
    );
    expect(stdout).toContain(" 2 | kind: *x\n   |       ^^\n");
    expect(stdout).toMatch(/\d+ errors\n$/);
  });

  test("each format", async () => {
    const run = async (format: string) => (await finflow(["validate", "--format", format], BROKEN)).stdout;
    expect(JSON.parse(await run("json")).diagnostics[0].code).toBe("source/duplicate-key");
    expect(JSON.parse(await run("sarif")).runs[0].results[0].ruleId).toBe("source/duplicate-key");
    expect(await run("github")).toMatch(/^::error file=specs\/finflow\.yaml,line=2,/);
  });

  test("a spec that is not there", async () => {
    const { status, stdout } = await finflow(["validate", "--spec", "specs/finflo.yaml"], freshHost());
    expect(status).toBe(1);
    expect(stdout).toContain("Did you mean specs/finflow.yaml?");
  });

  test("an absolute path below the root", async () => {
    const { status } = await finflow(["validate", "--spec", "/repo/specs/finflow.yaml"], freshHost());
    expect(status).toBe(0);
  });
});

describe("generate", () => {
  test("writes, then has nothing to do; check agrees each time", async () => {
    const host = freshHost();
    const before = host.files();
    expect((await finflow(["check"], host)).status).toBe(1);
    const dry = await finflow(["generate", "--dry-run"], host);
    expect(dry.status).toBe(0);
    expect(dry.stdout).toMatch(/^create envs\/prod\/\S+\/kustomization\.yaml$/m);
    expect(dry.stderr).toMatch(/^\d+ files would be changed:\n/);
    expect(host.files()).toEqual(before);

    const first = await finflow(["generate"], host);
    expect(first.status).toBe(0);
    expect(first.stderr).toMatch(/^ {2}prod +payments-service +\d+ created$/m);

    const second = await finflow(["generate"], host);
    expect(second).toMatchObject({ status: 0, stderr: "Nothing to change.\n" });
    const check = await finflow(["generate", "--check"], host);
    expect(check.status).toBe(0);
    expect(check.stderr).toMatch(/^Up to date: \d+ files\.\n$/);
  });

  test("tells missing and hand-edited files apart, and takes over by force", async () => {
    const host = freshHost();
    await finflow(["generate"], host);
    const paths = [...host.files().keys()].filter((path) => path.startsWith("envs/dev/") && path.endsWith(".yaml"));
    const [edited = "", lost = ""] = paths;
    host.put(edited, `${host.files().get(edited)}# mine\n`);
    const session = host.begin({ timeoutMs: 0, onWait: () => {} });
    session?.remove(lost, session.versionOf(lost));
    session?.end();
    const json = JSON.parse((await finflow(["check", "--format", "json"], host)).stdout);
    expect(
      json.diagnostics.map(({ code, location }: { code: string; location: { file: string } }) => [code, location.file]),
    ).toEqual([
      ["output/hand-edited", edited],
      ["output/missing", lost],
    ]);

    const refused = await finflow(["generate"], host);
    expect(refused).toMatchObject({ status: 1, stderr: "Nothing was written.\n" });
    expect(refused.stdout).toContain("error[output/hand-edited]");
    expect((await finflow(["generate", "--force"], host)).status).toBe(0);
    expect((await finflow(["check"], host)).status).toBe(0);
  });

  test("names stale and orphaned files apart, and leaves foreign ones alone", async () => {
    const host = freshHost();
    await finflow(["generate"], host);
    const spec = host.files().get("specs/finflow.yaml") ?? "";
    // Production may have one payments pod less, and accounting stores nothing any more.
    host.put(
      "specs/finflow.yaml",
      spec.replace("payments-service: { scale: { max: 12 } }", "payments-service: { scale: { max: 11 } }"),
    );
    const service = host.files().get("specs/services/accounting-service.yaml") ?? "";
    expect(service).toContain("database:");
    host.put("specs/services/accounting-service.yaml", service.replace(/^ {4}database:.*\n/m, ""));
    host.put(
      "specs/finflow.yaml",
      (host.files().get("specs/finflow.yaml") ?? "").replaceAll(
        /^ *accounting-service: \{.*database: \{ size.*\n/gm,
        "",
      ),
    );
    const removed = ["dev", "prod", "staging"].map((name) => `  ${name}: { databases: [accounting-service] }\n`);
    host.put("specs/finflow.yaml", `${host.files().get("specs/finflow.yaml")}removed:\n${removed.join("")}`);
    const foreign = "envs/prod/accounting-service/NOTES.md";
    host.put(foreign, "# by hand\n");
    const { status, stdout } = await finflow(["check", "--format", "json"], host);
    const found = JSON.parse(stdout).diagnostics as { code: string; location: { file: string } }[];
    const filesOf = (code: string) => found.filter((one) => one.code === code).map(({ location }) => location.file);
    expect(status).toBe(1);
    expect(filesOf("output/stale")).toContain("envs/prod/payments-service/horizontal-pod-autoscaler.yaml");
    expect(filesOf("output/orphaned")).toContain("envs/prod/databases/accounting-service/kustomization.yaml");
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(["output/stale", "output/orphaned"]));

    expect((await finflow(["generate"], host)).status).toBe(0);
    expect(host.files().get(foreign)).toBe("# by hand\n");
    expect((await finflow(["check"], host)).status).toBe(0);
  });

  test("a broken spec writes nothing", async () => {
    const host = createMemoryHost(BROKEN);
    expect((await finflow(["generate"], host)).status).toBe(1);
    expect([...host.files().keys()]).toEqual(["specs/finflow.yaml"]);
  });
});

describe("progress and colour", () => {
  const terminal = { stdoutIsTerminal: true, stderrIsTerminal: true };

  test("one line on a terminal, gone at the end", async () => {
    const { stderr } = await finflow(["validate"], BROKEN, terminal);
    expect(stderr).toMatch(/^\rCompiling…\r {10}\r/);
    expect(stderr.replace(/\r[^\r]*/g, "")).toBe("");
  });

  test.each([{ CI: "true" }, {}])("quiet where nobody watches: %j", async (env) => {
    const { stderr } = await finflow(["validate"], BROKEN, { ...terminal, stderrIsTerminal: "CI" in env, env });
    expect(stderr).toBe("");
  });

  test.each<[env: Record<string, string>, isTerminal: boolean, colour: boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ NO_COLOR: "" }, true, true],
  ])("%j on a terminal (%s): colour %s", async (env, stdoutIsTerminal, colour) => {
    const { stdout } = await finflow(["validate"], BROKEN, { stdoutIsTerminal, env });
    expect(stdout.includes("\u001b[")).toBe(colour);
  });
});

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { finflow } from "./fake-io.ts";

describe("usage", () => {
  test.each<[args: readonly string[], said: string]>([
    [["generat"], "Did you mean generate?"],
    [["generate", "--chekc"], "Did you mean --check?"],
    [["validate", "--format", "xml"], "Allowed choices are text, json, sarif, github."],
    [["generate", "--check", "--force"], "cannot be used with"],
    [["generate", "--check", "--dry-run"], "cannot be used with"],
    [["validate", "--spec"], "argument missing"],
    [["explain", "a", "b"], "too many arguments"],
    [[], "Usage: finflow"],
    [["\u001b[31m"], "<U+001B>"],
  ])("%j", async (args, said) => {
    const { status, stdout, stderr } = await finflow(args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(stderr).not.toContain("\u001b");
  });

  test.each([["--help"], ["generate", "--help"], ["check", "--help"], ["validate", "--help"], ["explain", "--help"]])(
    "%s %s",
    async (...args) => {
      const { status, stdout } = await finflow(args.filter((argument) => typeof argument === "string"));
      expect(status).toBe(0);
      expect(stdout).toContain("Examples:\n  $ finflow ");
      expect(stdout).toContain("Exit status: 0 ");
    },
  );

  test("--version", async () => {
    expect(await finflow(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test("a crash is a bug of ours", async () => {
    const openHost = () => {
      throw new Error("boom \u001b[2J");
    };
    const { status, stderr } = await finflow(["validate"], {}, { openHost });
    expect(status).toBe(2);
    expect(stderr).toContain("This is a bug in finflow");
    expect(stderr).toContain("boom <U+001B>[2J");
    expect(stderr).toContain("usage.test.ts");
    expect(stderr).toContain("command: finflow validate");
  });
});

describe("explain", () => {
  test("a page", async () => {
    const { status, stdout } = await finflow(["explain", "source/duplicate-key"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^# source\/duplicate-key\n/);
  });

  test("the number of a code", async () => {
    const byNumber = await finflow(["explain", "ff14"]);
    expect(byNumber).toEqual(await finflow(["explain", "graph/readiness-cycle"]));
    expect(byNumber.status).toBe(0);
  });

  test.each(["source/duplicate-kee", "duplicate-key", "DUPLICATE-KEY", "source/duplicatekey"])("%s", async (name) => {
    const { status, stderr } = await finflow(["explain", name]);
    expect(status).toBe(2);
    expect(stderr).toContain("Did you mean source/duplicate-key");
  });

  test.each(["", "nothing-like-it-at-all", "../../../package", "source/", "__proto__"])("no code %j", async (name) => {
    const { status, stdout, stderr } = await finflow(["explain", name]);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("There is no diagnostic code");
  });

  test("a name that says nothing suggests nothing", async () => {
    expect((await finflow(["explain", "nope/x"])).stderr).toContain("Run finflow explain for the list of codes.");
  });

  test("the list", async () => {
    const { status, stdout } = await finflow(["explain"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^data\/connection-budget +error +FF16 The /m);
    expect(stdout).not.toContain("Alias");
    expect(stdout).toMatch(/^source\/tab-indentation +error +A line begins with a tab\.$/m);
    expect(stdout).toMatch(/^graph\/readiness-cycle +error +FF14 /m);
  });
});

describe("the real process", () => {
  const env = { PATH: process.env.PATH };
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["src/cli/main.ts", ...args], { encoding: "utf8", env });

  test("explains, and refuses nonsense", () => {
    expect(run("explain", "source/tag")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^# source\/tag/) });
    expect(run("nonsense")).toMatchObject({ status: 2, stdout: "" });
  });

  test.each([
    ["validate", "/no/such/folder", "does not exist"],
    ["generate", "/no/such/folder", "does not exist"],
    ["check", "package.json", "is a file, not a folder"],
  ])("%s --root %s", (verb, root, why) => {
    const { status, stdout, stderr } = run(verb, "--root", root);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`${why}. Name the folder with --root.`);
  });

  const shell = (command: string) =>
    spawnSync("bash", ["--norc", "-c", command], { encoding: "utf8", env: { ...env, NODE: process.execPath } });

  test("a reader that has seen enough changes nothing about the exit status", () => {
    const { stdout, stderr } = shell(
      'for args in "explain" "validate --spec package.json"; do "$NODE" src/cli/main.ts $args | true; echo "$PIPESTATUS"; done',
    );
    expect({ stdout, stderr }).toEqual({ stdout: "0\n1\n", stderr: "" });
  });

  test.runIf(existsSync("/dev/full"))("a full disk is no finding", () => {
    const { status, stderr } = shell('exec "$NODE" src/cli/main.ts explain > /dev/full');
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringMatching(/^The report could not be/) });
    expect(stderr).not.toContain("    at ");
  });
});

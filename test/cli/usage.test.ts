import { spawnSync } from "node:child_process";
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

  test("the list", async () => {
    const { status, stdout } = await finflow(["explain"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^source\/tab-indentation +error +A line begins with a tab\.$/m);
    expect(stdout).toMatch(/^graph\/readiness-cycle +error +FF14 /m);
  });
});

test("the real process", () => {
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["src/cli/main.ts", ...args], { encoding: "utf8", env: { PATH: process.env.PATH } });
  expect(run("explain", "source/tag")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^# source\/tag/) });
  expect(run("nonsense")).toMatchObject({ status: 2, stdout: "" });
});

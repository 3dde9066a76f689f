import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { shellVariables } from "../../src/emitters/scripts/shell.ts";
import { findTool, type Judge, testWith, toolJudge } from "./judge.ts";
import { scriptsCheckout, scriptsSpec } from "./scripts-checkout.ts";

const run = promisify(execFile);

const BATS = join(import.meta.dirname, "scripts");

const batsJudge: Judge = {
  name: "bats, git, jq, script and setsid",
  isThere: ["bats", "git", "jq", "script", "setsid"].every((tool) => findTool(tool) !== undefined),
  hint: "npm run tools",
};

/**
 * All optional checks but three: braces around every variable are a matter of taste, and the other two ask for a
 * statement of its own for each command in a condition, where its status is what is asked for.
 */
const CHECKS =
  "add-default-case,avoid-nullary-conditions,check-unassigned-uppercase,deprecate-which,quote-safe-variables,require-double-brackets";

let checkout = "";
beforeAll(() => {
  checkout = scriptsCheckout();
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

/** What shellcheck says of files; it exits with 1 where it says anything. */
async function shellcheck(folder: string, files: readonly string[], checks = CHECKS): Promise<string> {
  const args = ["--external-sources", "--source-path=SCRIPTDIR", `--enable=${checks}`, "--format=gcc", ...files];
  try {
    return (await run(findTool("shellcheck") ?? "shellcheck", args, { cwd: folder })).stdout;
  } catch (error) {
    const { stdout, code } = error as { stdout?: string; code?: unknown };
    if (code === 1 && stdout) return stdout;
    throw error;
  }
}

describe("the scripts", () => {
  testWith(
    toolJudge("shellcheck"),
    "shellcheck has nothing to say of them, and something of a careless one",
    async () => {
      const folder = join(checkout, "generated/scripts");
      const programs = readdirSync(folder).filter((name) => name.endsWith(".sh"));
      expect(programs).toHaveLength(5);
      expect(await shellcheck(folder, programs)).toBe("");
      expect(await shellcheck(folder, ["environments/dev.sh", "environments/prod.sh"])).toBe("");
      // What runs in a pod is told by variables of its own.
      const pod = ["lib/pod/fetch-copy.sh", "lib/pod/restore-live.sh"];
      expect(await shellcheck(folder, pod, CHECKS.replace("check-unassigned-uppercase,", ""))).toBe("");
      writeFileSync(join(folder, "careless.sh"), '#!/bin/bash\nif [ "$A" ]; then rm -rf $B/; fi\n');
      const found = await shellcheck(folder, ["careless.sh"]);
      rmSync(join(folder, "careless.sh"));
      for (const code of ["SC2086", "SC2154", "SC2244", "SC2292"]) expect(found).toContain(code);
    },
  );

  for (const name of readdirSync(BATS).filter((file) => file.endsWith(".bats"))) {
    testWith(batsJudge, `${name} with stand-ins for what they call`, async () => {
      const env = { ...process.env, REPOSITORY: checkout, STAND_IN: join(BATS, "stand-in") };
      const { stdout } = await run("bats", ["--tap", join(BATS, name)], { env }).catch((error) => {
        throw new Error(`${error.stdout}\n${error.stderr}`);
      });
      expect(stdout).toMatch(/^1\.\.\d+\nok 1 /);
    });
  }
});

/** Anything that a shell could take for more than data. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "'",
        "'\\''",
        '"',
        "\\",
        "$(touch pwned)",
        "`touch pwned`",
        "\u0024{PATH}",
        "\n",
        "!",
        "#",
        ";",
        "&",
        "|",
        "*",
        "~",
        "{a,b}",
        "<(:)",
        "\u202e",
        "-n",
        "=",
        "\t",
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("").replaceAll("\0", "").toWellFormed());

describe("law 9: what a spec says is data for a shell", () => {
  testWith(toolJudge("bash"), "bash reads every value as it is, and runs nothing of it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "finflow-shell-"));
    const file = join(folder, "data.sh");
    const read = async (values: readonly string[]) => {
      writeFileSync(file, shellVariables({ ONE: values[0] ?? "", ALL: values }));
      // Each at its end a byte that no value has.
      const script = '. "$1"; printf "%s\\0" "$ONE" "\u0024{ALL[@]}"';
      const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script, "bash", file], {
        cwd: folder,
        encoding: "buffer",
        maxBuffer: 2 ** 24,
      });
      return stdout.toString().split("\0").slice(0, -1);
    };
    const values = [...fc.sample(hostile, { numRuns: 400, seed: 9 }), "x'$(touch pwned)".repeat(1000), ""];
    expect(await read(values)).toEqual([values[0], ...values]);
    expect(readdirSync(folder)).toEqual(["data.sh"]);
    rmSync(folder, { recursive: true });
    expect(() => shellVariables({ ONE: "a\0b" })).toThrow(TypeError);
  });

  testWith(toolJudge("bash"), "a description with all of it is told in one line, and nothing of it runs", async () => {
    // Such a mark is refused where it stands in a spec as it is, and is data where it is escaped there.
    const description =
      'it\'s "fine" $(touch /tmp/finflow-pwned) `touch /tmp/finflow-pwned` \u0024{HOME} \\ \n # 100% {{ x }} \u202e';
    const root = scriptsCheckout(scriptsSpec(description).replaceAll("\u202e", "\\u202e"));
    try {
      const script = '. "$1/lib/common.sh"; env=prod; load_environment; described';
      const { stdout } = await run(
        "bash",
        ["-euo", "pipefail", "-c", `HERE="$1"; usage() { :; }; ${script}`, "bash", join(root, "generated/scripts")],
        { cwd: root },
      );
      expect(stdout).toBe(`prod (${description.replaceAll(/\s+/g, " ")})`);
      expect(readdirSync(tmpdir())).not.toContain("finflow-pwned");
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const README = join(ROOT, "README.md");
const page = readFileSync(README, "utf8");
/** Writes what the commands print into the page: how a changed output is accepted. */
const isUpdate = process.env.UPDATE_README === "1";

let copy = "";
const { FORCE_COLOR: _, ...inherited } = process.env;
const environment = {
  ...inherited,
  PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}`,
  CI: "true",
  NO_COLOR: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "finflow-readme-"));
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0").filter(Boolean);
  for (const file of files.filter((path) => existsSync(join(ROOT, path)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const git = (...args: string[]) => execFileSync("git", args, { cwd: copy, env: environment });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=as cloned");
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("README: the commands of the tour print what it shows", () => {
  const shown = section("Five minutes");
  const actual = shown.replaceAll(/```console\n([\s\S]*?)```/g, (_, block: string) => {
    const commands = block.split("\n").filter((line) => line.startsWith("$ "));
    return `\`\`\`console\n${commands.map((line) => `${line}\n${run(line.slice(2))}`).join("")}\`\`\``;
  });
  if (isUpdate) writeFileSync(README, page.replace(shown, actual));
  else expect(actual).toBe(shown);
}, 120_000);

test("README: the two commands are the ones that the gate runs", () => {
  const commands = [...section("Two commands").matchAll(/^\$ (.*)$/gm)].map(([, command]) => command);
  expect(commands).toEqual(["npm ci && npm run generate", "npm ci && npm test"]);
});

test("README: the sample of the library runs", () => {
  const sample = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  expect(sample).toContain('from "finflow"');
  writeFileSync(join(copy, "sample.ts"), sample.replace('"finflow"', '"./src/index.ts"'));
  expect(run("git checkout --quiet . && node sample.ts")).toBe("0 files would change\n");
}, 60_000);

test("every relative link of the documents leads to something", () => {
  const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
  const broken = documents.flatMap((document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? "");
    return links
      .filter((link) => !existsSync(join(ROOT, dirname(document), link)))
      .map((link) => `${document}: ${link}`);
  });
  expect(broken).toEqual([]);
});

function section(heading: string): string {
  return new RegExp(`## ${heading}\n[\\s\\S]*?(?=\n## )`).exec(page)?.[0] ?? "";
}

/** What a command prints on both streams. */
function run(command: string): string {
  const { stdout } = spawnSync("bash", ["-c", `{ ${command}; } 2>&1`], {
    cwd: copy,
    env: environment,
    encoding: "utf8",
  });
  return stdout.replace(/\n*$/, stdout === "" ? "" : "\n");
}

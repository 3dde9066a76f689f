import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tester } from "../tester.ts";

const ROOT = join(import.meta.dirname, "../..");
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** What `npm install finflow` gives somebody who does not ask for the peers: the build, and the dependencies alone. */
const folder = mkdtempSync(join(tmpdir(), "finflow-package-"));

beforeAll(() => {
  const build = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json", "--outDir", join(folder, "dist")],
    { cwd: ROOT, encoding: "utf8" },
  );
  expect(build.stdout).toBe("");
  cpSync(join(ROOT, "src/diagnostics/codes"), join(folder, "dist/diagnostics/codes"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  // Nothing but what the dependencies bring, and the peers and what only tests use are not there.
  const present = new Set(closure(Object.keys(dependencies)));
  for (const name of present) {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  for (const name of Object.keys(peerDependencies)) expect(present).not.toContain(name);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages and what they depend on, as the lock file has them at the top level. */
function closure(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    if (!existsSync(join(ROOT, "node_modules", name))) return;
    seen.add(name);
    const manifest = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8"));
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    // npm installs peers too, but for the optional ones, and what is optional where it is to be had.
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    for (const next of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) visit(next);
  };
  for (const name of names) visit(name);
  return [...seen];
}

function generate(root: string, spec: string) {
  mkdirSync(root, { recursive: true });
  cpSync(spec, join(root, "platform.yaml"));
  return spawnSync(
    process.execPath,
    // Resolves links to where they stand, so that a dependency cannot find what lies beside its real place.
    [
      "--preserve-symlinks",
      "--preserve-symlinks-main",
      join(folder, "dist/cli/main.js"),
      "generate",
      "--spec",
      "platform.yaml",
      "--root",
      root,
    ],
    { encoding: "utf8" },
  );
}

describe("the published package, without the bindings of AWS", () => {
  const specIn = (name: string, more: object): string => {
    const path = join(folder, `${name}.json`);
    const spec = JSON.parse(tester.specOf({ services: { web: {} } }));
    writeFileSync(path, JSON.stringify({ ...spec, ...more }));
    return path;
  };

  test("writes everything else for who has no use for Terraform", () => {
    const root = join(folder, "without");
    const run = generate(root, specIn("without", { terraform: false }));
    expect(run.stderr + run.stdout).not.toContain("rror");
    expect(run.status).toBe(0);
    expect(readdirSync(join(root, "terraform"))).toEqual(["helm-values"]);
    expect(readdirSync(join(root, "envs/prod"))).toContain("web");
  }, 60_000);

  test("says what is missing to who wants it (terraform/missing-bindings), and writes nothing", () => {
    const root = join(folder, "with");
    const run = generate(root, specIn("with", {}));
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toContain("terraform/missing-bindings");
    expect(readdirSync(root)).toEqual(["platform.yaml"]);
  }, 60_000);
});

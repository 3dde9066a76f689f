import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { Project } from "ts-morph";
import { describe, expect, test } from "vitest";

const ROOT = new URL("../..", import.meta.url).pathname;
const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: { allowJs: false } });
project.addSourceFilesAtPaths(`${ROOT}src/**/*.ts`);

/** Folders of `src/` in the order of the pipeline: each may import from those before it. */
const PIPELINE = [
  "source",
  "schema",
  "model",
  "graph",
  "resources",
  "reach",
  "checks",
  "emitters",
  "output",
  "host",
  "cli",
];
/** Used by all; they may use each other. */
const SHARED = ["diagnostics", "naming", "print", "catalog"];
/** Types that a later pass defines for what an earlier one hands over. */
const CONTRACTS = ["src/output/output-file.ts", "src/output/held-data.ts"];
const IO = [
  "node:fs",
  "node:fs/promises",
  "node:child_process",
  "node:process",
  "node:os",
  "node:sqlite",
  "node:net",
  "node:worker_threads",
];

interface Import {
  readonly from: string;
  readonly to: string;
  /** Of types alone, so that nothing is loaded. */
  readonly isErased: boolean;
}

const imports: Import[] = project.getSourceFiles().flatMap((file) => {
  const from = relative(ROOT, file.getFilePath());
  return [...file.getImportDeclarations(), ...file.getExportDeclarations()].flatMap((declaration) => {
    const specifier = declaration.getModuleSpecifierValue();
    if (specifier === undefined) return [];
    const target = declaration.getModuleSpecifierSourceFile();
    const to = target && specifier.startsWith(".") ? relative(ROOT, target.getFilePath()) : specifier;
    return [{ from, to, isErased: declaration.isTypeOnly() }];
  });
});

const folderOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

describe("ARCHITECTURE: dependencies run along the pipeline", () => {
  test("there are imports to look at", () => expect(imports.length).toBeGreaterThan(100));

  test("no pass imports from a later one", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [a, b] = [folderOf(from), folderOf(to)];
      if (a === undefined || b === undefined || a === b || SHARED.includes(b) || CONTRACTS.includes(to)) return false;
      // Facts about a value of the spec are keyed by its type.
      if (a === "catalog" && b === "schema") return false;
      return SHARED.includes(a) || PIPELINE.indexOf(b) > PIPELINE.indexOf(a);
    });
    expect(wrong).toEqual([]);
  });

  test("every folder has its place", () => {
    const folders = new Set(project.getSourceFiles().map((file) => folderOf(relative(ROOT, file.getFilePath()))));
    folders.delete(undefined);
    expect([...folders].filter((folder) => ![...PIPELINE, ...SHARED].includes(String(folder)))).toEqual([]);
  });

  test("no emitter imports another", () => {
    const emitterOf = (path: string) => /^src\/emitters\/([^/]+)\//.exec(path)?.[1];
    const wrong = imports.filter(({ from, to }) => {
      const [a, b] = [emitterOf(from), emitterOf(to)];
      return a !== undefined && b !== undefined && a !== b;
    });
    expect(wrong).toEqual([]);
  });

  test("cdktn stands behind one adapter, the bindings of AWS behind the folders of Terraform", () => {
    const importers = (pattern: RegExp) => [
      ...new Set(imports.filter(({ to }) => pattern.test(to)).map(({ from }) => from)),
    ];
    expect(importers(/^(?:cdktn|constructs)(?:$|\/)/)).toEqual(["src/resources/aws/cdktn.ts"]);
    const users = importers(/^@cdktn\//);
    expect(users.length).toBeGreaterThan(2);
    expect(users.filter((path) => !path.startsWith("src/resources/aws/"))).toEqual([]);
  });

  test("neither the library nor the command loads them before Terraform is written", () => {
    const reached = new Set(["src/index.ts", "src/cli/main.ts"]);
    // A set gives what is added while it is walked.
    for (const path of reached)
      for (const { to } of imports.filter(({ from, isErased }) => from === path && !isErased)) reached.add(to);
    expect(reached).toContain("src/resources/aws/load.ts");
    expect([...reached].filter((path) => /cdktn|^constructs$/.test(path))).toEqual([]);
  });

  test("only host and cli do I/O", () => {
    const wrong = imports.filter(({ from, to }) => IO.includes(to) && !["host", "cli"].includes(folderOf(from) ?? ""));
    expect(wrong).toEqual([]);
    const globals = project.getSourceFiles().filter((file) => {
      const path = relative(ROOT, file.getFilePath());
      return (
        !["host", "cli"].includes(folderOf(path) ?? "") &&
        /\b(?:process\.(?:env|argv|cwd|exit|std|platform|pid)|Date\.now|new Date\(\)|Math\.random)/.test(
          file.getFullText(),
        )
      );
    });
    expect(globals.map((file) => basename(file.getFilePath()))).toEqual([]);
  });
});

describe("law: nothing in src/ knows a name of FinFlow's services", () => {
  test("no service name outside comments", () => {
    const names =
      /(?<![\w-])(?:payments-service|auth-service|accounting-service|analytics-service|credit-engine|api-gateway)(?![\w-])/;
    const wrong = project.getSourceFiles().flatMap((file) =>
      file
        .getFullText()
        .split("\n")
        .filter((line) => names.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line) && !/such as|describe\(/.test(line))
        .map((line) => `${basename(file.getFilePath())}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe("ARCHITECTURE: the page is true", () => {
  const page = readFileSync(`${ROOT}ARCHITECTURE.md`, "utf8");

  test("every folder of src/ is on it", () => {
    const folders = new Set(project.getSourceFiles().map((file) => folderOf(relative(ROOT, file.getFilePath()))));
    folders.delete(undefined);
    expect([...folders].filter((folder) => !page.includes(`\`src/${folder}/\``))).toEqual([]);
  });

  test("every path on it exists", () => {
    const known = new Set(project.getSourceFiles().map((file) => relative(ROOT, file.getFilePath())));
    const named = [...page.matchAll(/`(src\/[\w/-]+\.ts)`/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((path) => !known.has(path))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { type CompileResult, compile } from "../../src/compiler.ts";
import type { Location } from "../../src/diagnostics/diagnostic.ts";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { hostileString } from "../arbitraries/hostile.ts";
import { type SpecData, spec, specText } from "../arbitraries/spec.ts";

const FOLDER = new URL("../../specs/", import.meta.url).pathname;
const ENTRY = "specs/finflow.yaml";

type Files = Readonly<Record<string, string>>;
type Data = Record<string, unknown>;

/** FinFlow's spec by path. */
const finflow: Files = Object.fromEntries(
  readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => [`specs/${file}`, readFileSync(FOLDER + file, "utf8")]),
);

/** A random spec with a file for each service and one for the releases. */
const filesOf = ({ services, releases, ...root }: SpecData & Data): Files => ({
  [ENTRY]: specText({ ...root, include: ["services/*.yaml", "releases.yaml"] }),
  "specs/releases.yaml": specText({ apiVersion: "finflow.io/v1alpha1", kind: "Releases", releases }),
  ...Object.fromEntries(
    Object.entries(services as Data).map(([name, service]) => [
      `specs/services/${name}.yaml`,
      specText({ apiVersion: "finflow.io/v1alpha1", kind: "Services", services: { [name]: service } }),
    ]),
  ),
});

const randomFiles = spec.map(filesOf);

/** A value that stands where it should not. */
const misplaced: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e21, 0.5, "", [], {}, [null], { a: null }, [[]], 8080, "0s", "none"),
  fc.constantFrom("constructor", "__proto__", "toString", "a.b", "Ä", "*", "-".repeat(300), "9".repeat(400), "@"),
  hostileString.filter((text) => text.isWellFormed()),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Walks down a tree by the numbers and does something to the entry where the walk ends. */
function changed(root: unknown, walk: readonly number[], how: string, value: unknown): unknown {
  const tree = { root: structuredClone(root) } as Data;
  let parent = tree;
  let key = "root";
  for (const step of walk) {
    const below = parent[key];
    if (typeof below !== "object" || below === null) break;
    const keys = Object.keys(below);
    if (keys.length === 0) break;
    parent = below as Data;
    key = keys[step % keys.length] as string;
  }
  const old = parent[key];
  const define = (name: string, entry: unknown) =>
    Object.defineProperty(parent, name, { value: entry, enumerable: true, writable: true, configurable: true });
  if (how === "delete") Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key];
  else if (how === "duplicate") Array.isArray(parent) ? parent.push(old) : define(`${key}x`, old);
  else if (how === "rename" && !Array.isArray(parent)) {
    delete parent[key];
    define(String(value).slice(0, 300), old);
  } else if (how === "wrap") define(key, [old]);
  else if (how === "list" && typeof old === "object" && old !== null) define(key, Object.values(old));
  else define(key, value);
  return tree.root;
}

const dataChange = fc.record({
  kind: fc.constant("data" as const),
  file: fc.nat(100),
  walk: fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
  how: fc.constantFrom("replace", "replace", "delete", "duplicate", "rename", "wrap", "list"),
  value: misplaced,
});

const textChange = fc.record({
  kind: fc.constant("text" as const),
  file: fc.nat(100),
  at: fc.nat(100_000),
  how: fc.constantFrom("drop-line", "repeat-line", "insert", "cut", "indent", "drop-file", "empty-file"),
  text: fc.oneof(
    hostileString,
    fc.constantFrom("\t", "[", "{", "}", "&a ", "*a", "<<: *a\n", "--- \n", ": ", "\u0000"),
  ),
});

type Change = ValueOf<typeof dataChange> | ValueOf<typeof textChange>;
type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

function apply(files: Files, change: Change): Files {
  const path = pick(Object.keys(files), change.file);
  const old = files[path] ?? "";
  if (change.kind === "data") {
    try {
      return { ...files, [path]: stringify(changed(parse(old), change.walk, change.how, change.value)) ?? "" };
    } catch {
      // A file that a change before this one broke is broken enough.
      return files;
    }
  }
  const { at, how, text } = change;
  const lines = old.split("\n");
  const line = at % lines.length;
  const offset = at % (old.length + 1);
  const now: Readonly<Record<string, string>> = {
    "drop-line": lines.toSpliced(line, 1).join("\n"),
    "repeat-line": lines.toSpliced(line, 0, lines[line] ?? "").join("\n"),
    indent: lines.toSpliced(line, 1, ` ${lines[line]}`).join("\n"),
    insert: old.slice(0, offset) + text + old.slice(offset),
    cut: old.slice(0, offset),
    "empty-file": "",
  };
  const { [path]: _, ...others } = files;
  return how === "drop-file" && path !== ENTRY ? others : { ...files, [path]: now[how] ?? old };
}

const pick = (items: readonly string[], index: number): string => items[index % items.length] ?? "";

/** Compiles, and checks what holds for every compilation. */
function compiled(files: Files): CompileResult {
  const result = compile(ENTRY, createMemoryHost(files));
  expect(result.files === undefined).toBe(result.diagnostics.some(({ severity }) => severity === "error"));
  for (const { code, message, help, location, related } of result.diagnostics) {
    expect(location, code).toBeDefined();
    for (const place of [location, ...related.map((other) => other.location)]) {
      expect(isInside(place as Location, files), `${code} at ${JSON.stringify(place)}`).toBe(true);
    }
    const ours = `${message} ${help}`.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
    expect(ours).not.toMatch(/undefined|\[object|Invalid input|NaN|^\s*$/);
  }
  return result;
}

/** Whether a place exists: the text is decoded as the compiler decodes it, since files are UTF-8. */
function isInside({ file, start, end }: Location, files: Files): boolean {
  const lines = files[file]?.toWellFormed().split("\n");
  const exists = ({ line, column }: { line: number; column: number }) =>
    line >= 1 && column >= 1 && column <= (lines?.[line - 1]?.length ?? -1) + 1;
  const isInOrder = start.line < end.line || (start.line === end.line && start.column <= end.column);
  return lines !== undefined && exists(start) && exists(end) && isInOrder;
}

describe("law 11: the compiler throws on no input, and says where what is wrong stands", () => {
  const changes = fc.array(fc.oneof({ weight: 3, arbitrary: dataChange }, textChange), { minLength: 1, maxLength: 4 });

  test("FinFlow's spec with anything done to it", () =>
    fc.assert(
      fc.property(changes, (list) => {
        compiled(list.reduce(apply, finflow));
      }),
      { numRuns: 200 },
    ));

  test("any spec with anything done to it", () =>
    fc.assert(
      fc.property(randomFiles, changes, (start, list) => {
        compiled(list.reduce(apply, start));
      }),
      { numRuns: 150 },
    ));
});

/**
 * Mistakes that a service can have by itself; each changes nothing that other services refer to. What is missing has
 * a name of its own: a name that stands in a file that could not be read is not called unknown elsewhere.
 */
const MISTAKES: readonly ((service: Data, missing: string) => unknown)[] = [
  (service) => ({ ...service, port: "eighty" }),
  (service) => ({ ...service, prot: 8080 }),
  (service) => ({ ...service, owner: undefined }),
  (service, missing) => ({ ...service, owner: missing }),
  (service, missing) => ({ ...service, calls: [missing] }),
  (service, missing) => ({ ...service, publishes: [missing] }),
  (service) => ({ ...service, secrets: ["twice", "twice"] }),
  (service) => ({ ...service, config: { PORT: "1" } }),
  (service) => ({ ...service, config: { "NO-NAME": "1" } }),
  (service) => ({ ...service, writable: ["/etc/secrets/mine"] }),
  (service) => ({ ...service, resources: [] }),
  (service) => ({ ...service, health: { ready: "/same", live: "/same" } }),
  () => null,
  () => [],
];

describe("law 11: all errors at once", () => {
  const mistakes = fc.array(fc.option(fc.oneof(fc.constant("syntax"), fc.nat(MISTAKES.length - 1))), {
    minLength: 7,
    maxLength: 7,
  });

  const broken = (text: string, mistake: number | string): string => {
    if (mistake === "syntax") return `${text}\n}`;
    const file = parse(text) as { services: Record<string, Data> };
    const services = Object.fromEntries(
      Object.entries(file.services).map(([name, service]) => [
        name,
        MISTAKES[mistake as number]?.(service, `${name.slice(0, 20)}-misses-this`),
      ]),
    );
    return stringify({ ...file, services });
  };

  const eachIsFound = (files: Files, chosen: readonly (number | string | null)[]) => {
    const paths = Object.keys(files).filter((path) => path.startsWith("specs/services/"));
    const wrong = paths.filter((_, index) => (chosen[index] ?? null) !== null);
    const changedFiles = Object.fromEntries(
      wrong.map((path) => [path, broken(files[path] ?? "", chosen[paths.indexOf(path)] ?? 0)]),
    );
    const { diagnostics } = compiled({ ...files, ...changedFiles });
    const found = new Set(
      diagnostics.filter(({ severity }) => severity === "error").map(({ location }) => location?.file ?? ""),
    );
    for (const path of wrong) expect(found, path).toContain(path);
  };

  test("FinFlow's services", () =>
    fc.assert(
      fc.property(mistakes, (chosen) => eachIsFound(finflow, chosen)),
      { numRuns: 150 },
    ));

  test("services of any spec", () =>
    fc.assert(
      fc.property(randomFiles, mistakes, (files, chosen) => eachIsFound(files, chosen)),
      { numRuns: 150 },
    ));
});

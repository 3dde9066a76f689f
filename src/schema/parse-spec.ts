import type { z } from "zod";
import {
  compareText,
  type Diagnostic,
  type Location,
  type PassResult,
  type SpecPath,
} from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { formatChoice, formatValue } from "../diagnostics/spec-path.ts";
import type { LocatedDocument } from "../source/located-document.ts";
import { isMap, own } from "../source/plain-data.ts";
import type { LeftOut } from "../source/read-spec.ts";
import { parseWithIssues, toDiagnostics } from "./issues.ts";
import { kinds, type PlatformInput } from "./platform.ts";

/** Sections that may be spread over files: how many levels of names lie above one definition. */
const SPREAD = { services: 1, topics: 1, releases: 2 } as const;
type Section = keyof typeof SPREAD;

/** Sections whose keys other parts of a spec refer to. */
const DECLARED = ["services", "topics", "environments", "teams"] as const;
export type DeclaredSection = (typeof DECLARED)[number];

type Kinds = readonly [keyof typeof kinds, ...(keyof typeof kinds)[]];
const ROOT_KINDS: Kinds = ["Platform"];
const INCLUDED_KINDS: Kinds = ["Services", "Releases"];

/** The whole spec as one tree, as people wrote it. Every entry left in it satisfies its schema. */
export interface LocatedSpec {
  readonly raw: PlatformInput;
  /** Names written down, with those whose definition is wrong, so that references to them are not called unknown; without refused names. */
  readonly declared: Readonly<Record<DeclaredSection, ReadonlySet<string>>> & {
    /** By environment, the services that have a release there. */
    readonly releases: ReadonlyMap<string, ReadonlySet<string>>;
  };
  /** False where a definition was left out because of an error: totals over all services mean nothing then. */
  readonly complete: boolean;
  /**
   * Whether a name that is not declared may be meant for something that an error, which was told, kept from being
   * declared: its own name is refused and near to this one, or it may stand in a file that could not be used.
   */
  mayDeclare(section: DeclaredSection, name: string): boolean;
  locate(path: SpecPath, on?: "key" | "value"): Location;
}

/**
 * Input:     the spec's documents, the root document first, and what of it could not be read.
 * Output:    one tree of what they say together, or undefined where the root itself is unusable.
 * Guarantee: each entry of the tree satisfies its schema, and each name is defined once.
 */
export function parseSpec(
  documents: readonly LocatedDocument[],
  leftOut: readonly LeftOut[],
): PassResult<LocatedSpec | undefined> {
  const diagnostics: Diagnostic[] = [];
  const [root, ...included] = documents;
  if (root === undefined) return { value: undefined, diagnostics };

  const invalid = new Set<string>();
  const misnamed = new Map<DeclaredSection, string[]>(DECLARED.map((section) => [section, []]));
  for (const document of documents) {
    diagnostics.push(...parseDocument(document, document === root ? ROOT_KINDS : INCLUDED_KINDS, invalid, misnamed));
  }

  const raw: Record<string, unknown> = { ...(isMap(root.value) ? root.value : {}) };
  const homes = new Map<string, LocatedDocument>();
  for (const section of Object.keys(SPREAD) as Section[]) {
    const merged = mergeSection(section, [root, ...included], homes);
    raw[section] = merged.value;
    diagnostics.push(...merged.diagnostics);
  }

  const names = (section: DeclaredSection) => namesOf(raw[section], misnamed.get(section));
  const declared = {
    services: names("services"),
    topics: names("topics"),
    environments: names("environments"),
    teams: names("teams"),
    releases: new Map(
      Object.entries(raw.releases as object).map(([environment, below]) => [environment, namesOf(below)]),
    ),
  };
  const left = [...invalid].reduce<unknown>((tree, path) => without(tree, JSON.parse(path) as string[]), raw);
  // A part of the root is the header, or a section that is no map at all: what refers to it would look wrong everywhere.
  const usable = isMap(raw.metadata) && ![...invalid].some((path) => (JSON.parse(path) as string[]).length === 1);
  const value: LocatedSpec = {
    raw: left as PlatformInput,
    declared,
    complete: invalid.size === 0 && leftOut.length === 0,
    mayDeclare: (section, name) =>
      nearest(name, misnamed.get(section) ?? []) !== undefined ||
      (section in SPREAD && leftOut.some(({ text }) => text?.includes(name) ?? true)),
    locate: (path, on) => (homeOf(path, homes) ?? root).locate(path, on),
  };
  return { value: usable ? value : undefined, diagnostics };
}

/** The document in which the innermost definition around a path stands. */
function homeOf(path: SpecPath, homes: ReadonlyMap<string, LocatedDocument>): LocatedDocument | undefined {
  for (let length = (SPREAD[path[0] as Section] ?? 0) + 1; length > 1; length--) {
    const home = homes.get(JSON.stringify(path.slice(0, length)));
    if (home !== undefined) return home;
  }
  return undefined;
}

/** Adds to `invalid` the definitions that are wrong, and to `misnamed` the names that are. */
function parseDocument(
  document: LocatedDocument,
  expected: Kinds,
  invalid: Set<string>,
  misnamed: ReadonlyMap<DeclaredSection, string[]>,
): Diagnostic[] {
  const { value } = document;
  const locate = document.locate.bind(document);
  const kind = isMap(value) ? value.kind : undefined;
  if (isMap(value) && kind !== undefined && !expected.some((name) => name === kind)) {
    for (const part of Object.keys(value)) invalid.add(JSON.stringify([part]));
    const params = {
      path: "kind",
      actual: formatValue(kind),
      allowed: expected,
      nearest: typeof kind === "string" ? nearest(kind, expected) : undefined,
    };
    return [report("schema/unknown-value", params, { at: locate(["kind"]) })];
  }
  if (isMap(value) && kind === undefined && expected.length > 1) {
    for (const part of Object.keys(value)) invalid.add(JSON.stringify([part]));
    const params = { field: "kind", parent: "the document", expected: formatChoice(expected) };
    return [report("schema/missing-field", params, { at: locate(["kind"]) })];
  }
  const schema: z.ZodType = kinds[kindOf(value, expected)];
  const { issues } = parseWithIssues(schema, value);
  for (const { code, path } of issues) {
    invalid.add(JSON.stringify(entryOf(path as SpecPath)));
    const [section, name, ...deeper] = path;
    if (code === "invalid_key" && deeper.length === 0) misnamed.get(section as DeclaredSection)?.push(String(name));
  }
  for (const section of DECLARED) {
    // Reported as a reserved key, and passed over by zod.
    if (!isMap(value) || !Object.hasOwn((value[section] ?? {}) as object, "__proto__")) continue;
    invalid.add(JSON.stringify([section, "__proto__"]));
    misnamed.get(section)?.push("__proto__");
  }
  // That an included file may not include is said by who would have to read what it includes.
  const reported = issues.flatMap((issue) => {
    if (expected !== INCLUDED_KINDS || issue.code !== "unrecognized_keys" || issue.path.length > 0) return [issue];
    const keys = issue.keys.filter((key) => key !== "include");
    return keys.length === 0 ? [] : [{ ...issue, keys }];
  });
  return toDiagnostics(reported, value, [], locate);
}

/** What a document is read as: what its `kind` says, or the first that it could be. */
function kindOf(value: unknown, expected: Kinds): keyof typeof kinds {
  return expected.find((candidate) => isMap(value) && candidate === value.kind) ?? expected[0];
}

/** The smallest definition that holds a path: what is left out where something in it is wrong. */
function entryOf(path: SpecPath): SpecPath {
  if (path[0] === "environments" && path[2] === "overrides" && path.length > 4) return path.slice(0, 5);
  return path.slice(
    0,
    { teams: 2, services: 2, topics: 2, environments: 2, releases: 3, removed: 2 }[String(path[0])] ?? 1,
  );
}

/** A copy of a tree without what stands at a path. */
function without(tree: unknown, path: readonly string[]): unknown {
  const [step = "", ...rest] = path;
  if (!isMap(tree) || !Object.hasOwn(tree, step)) return tree;
  const { [step]: below, ...others } = tree;
  return rest.length === 0 ? others : { ...others, [step]: without(below, rest) };
}

function mergeSection(
  section: Section,
  documents: readonly LocatedDocument[],
  homes: Map<string, LocatedDocument>,
): PassResult<Record<string, unknown>> {
  const diagnostics: Diagnostic[] = [];
  const merge = (
    target: Record<string, unknown>,
    source: unknown,
    path: readonly string[],
    document: LocatedDocument,
  ): void => {
    if (!isMap(source)) return;
    for (const [key, value] of Object.entries(source)) {
      const here = [...path, key];
      if (here.length <= SPREAD[section]) {
        const below = (own(target, key) ?? {}) as Record<string, unknown>;
        target[key] = below;
        if (!homes.has(JSON.stringify(here))) homes.set(JSON.stringify(here), document);
        merge(below, value, here, document);
        continue;
      }
      const home = homes.get(JSON.stringify(here));
      if (home === undefined) {
        homes.set(JSON.stringify(here), document);
        Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
        continue;
      }
      const related = [{ message: "first defined here", location: home.locate(here, "key") }];
      const params = { what: { services: "service", topics: "topic", releases: "release of" }[section], name: key };
      diagnostics.push(report("schema/duplicate-definition", params, { at: document.locate(here, "key"), related }));
    }
  };
  const value: Record<string, unknown> = {};
  for (const document of documents) {
    const kind = kindOf(document.value, document === documents[0] ? ROOT_KINDS : INCLUDED_KINDS);
    // A section that this kind of file has not was reported, and nobody looked into it.
    if (isMap(document.value) && section in kinds[kind].shape)
      merge(value, document.value[section], [section], document);
  }
  return { value, diagnostics };
}

const namesOf = (section: unknown, refused: readonly string[] = []): ReadonlySet<string> =>
  new Set(
    isMap(section)
      ? Object.keys(section)
          .filter((name) => !refused.includes(name))
          .toSorted(compareText)
      : [],
  );

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
import { parseWithIssues, toDiagnostics } from "./issues.ts";
import { kinds, type PlatformInput } from "./platform.ts";

/** Sections that may be spread over files: how many levels of names lie above one definition. */
const SPREAD = { services: 1, topics: 1, releases: 2 } as const;
type Section = keyof typeof SPREAD;

type Kinds = readonly [keyof typeof kinds, ...(keyof typeof kinds)[]];
const ROOT_KINDS: Kinds = ["Platform"];
const INCLUDED_KINDS: Kinds = ["Services", "Releases"];

/** The whole spec as one tree, as people wrote it. Every entry left in it satisfies its schema. */
export interface LocatedSpec {
  readonly raw: PlatformInput;
  /** Names written down, with those whose definition is wrong, so that references to them are not called unknown. */
  readonly declared: Readonly<Record<"services" | "topics" | "environments" | "teams", ReadonlySet<string>>> & {
    /** By environment, the services that have a release there. */
    readonly releases: ReadonlyMap<string, ReadonlySet<string>>;
  };
  /** False where a definition was left out because of an error: totals over all services mean nothing then. */
  readonly complete: boolean;
  locate(path: SpecPath, on?: "key" | "value"): Location;
}

/**
 * Input:     the spec's documents, the root document first.
 * Output:    one tree of what they say together, or undefined where the root itself is unusable.
 * Guarantee: each entry of the tree satisfies its schema, and each name is defined once.
 */
export function parseSpec(documents: readonly LocatedDocument[]): PassResult<LocatedSpec | undefined> {
  const diagnostics: Diagnostic[] = [];
  const [root, ...included] = documents;
  if (root === undefined) return { value: undefined, diagnostics };

  const invalid = new Set<string>();
  for (const document of documents) {
    diagnostics.push(...parseDocument(document, document === root ? ROOT_KINDS : INCLUDED_KINDS, invalid));
  }

  const raw: Record<string, unknown> = { ...(isMap(root.value) ? root.value : {}) };
  const homes = new Map<string, LocatedDocument>();
  for (const section of Object.keys(SPREAD) as Section[]) {
    const merged = mergeSection(section, [root, ...included], homes);
    raw[section] = merged.value;
    diagnostics.push(...merged.diagnostics);
  }

  const declared = {
    services: namesOf(raw.services),
    topics: namesOf(raw.topics),
    environments: namesOf(raw.environments),
    teams: namesOf(raw.teams),
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
    complete: invalid.size === 0,
    locate: (path, on) =>
      (homes.get(JSON.stringify(path.slice(0, SPREAD[path[0] as Section] + 1))) ?? root).locate(path, on),
  };
  return { value: usable ? value : undefined, diagnostics };
}

function parseDocument(document: LocatedDocument, expected: Kinds, invalid: Set<string>): Diagnostic[] {
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
  for (const issue of issues) invalid.add(JSON.stringify(entryOf(issue.path as SpecPath)));
  return toDiagnostics(issues, value, [], locate);
}

/** What a document is read as: what its `kind` says, or the first that it could be. */
function kindOf(value: unknown, expected: Kinds): keyof typeof kinds {
  return expected.find((candidate) => isMap(value) && candidate === value.kind) ?? expected[0];
}

/** The smallest definition that holds a path: what is left out where something in it is wrong. */
function entryOf(path: SpecPath): SpecPath {
  if (path[0] === "environments" && path[2] === "overrides" && path.length > 4) return path.slice(0, 5);
  return path.slice(0, { teams: 2, services: 2, topics: 2, environments: 2, releases: 3 }[String(path[0])] ?? 1);
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

const namesOf = (section: unknown): ReadonlySet<string> =>
  new Set(isMap(section) ? Object.keys(section).toSorted(compareText) : []);

/** What a map says itself about a key: a service may be called `constructor`, which every object inherits. */
export function own<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { z } from "zod";
import { compareText, type Diagnostic, type Location, type PassResult, type SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { formatValue } from "../diagnostics/spec-path.ts";
import type { LocatedDocument } from "../source/located-document.ts";
import { parseWithIssues, toDiagnostics } from "./issues.ts";
import { kinds, type PlatformInput } from "./platform.ts";

/** Sections that may be spread over files: how many levels of names lie above one definition. */
const SPREAD = { services: 1, topics: 1, releases: 2 } as const;
type Section = keyof typeof SPREAD;

/** The whole spec as one tree, as people wrote it. Every entry left in it satisfies its schema. */
export interface LocatedSpec {
  readonly raw: PlatformInput;
  /** Names written down, with those whose definition is wrong, so that references to them are not called unknown. */
  readonly declared: Readonly<Record<"services" | "topics" | "environments" | "teams", ReadonlySet<string>>>;
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
    diagnostics.push(...parseDocument(document, document === root ? ["Platform"] : ["Services", "Releases"], invalid));
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
  };
  for (const path of invalid) {
    const [section = "", key = ""] = JSON.parse(path) as string[];
    if (isMap(raw[section])) raw[section] = Object.fromEntries(Object.entries(raw[section]).filter(([name]) => name !== key));
  }
  const usable = isMap(raw.metadata) && !["metadata", "gitops", "teams", "kind", "apiVersion"].some((part) => invalid.has(JSON.stringify([part])));
  const value: LocatedSpec = {
    raw: raw as unknown as PlatformInput,
    declared,
    complete: invalid.size === 0,
    locate: (path, on) => (homes.get(JSON.stringify(path.slice(0, SPREAD[path[0] as Section] + 1))) ?? root).locate(path, on),
  };
  return { value: usable ? value : undefined, diagnostics };
}

function parseDocument(document: LocatedDocument, expected: readonly (keyof typeof kinds)[], invalid: Set<string>): Diagnostic[] {
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
  const name = expected.find((candidate) => candidate === kind) ?? expected[0] ?? "Platform";
  const schema: z.ZodType = kinds[name];
  const { issues } = parseWithIssues(schema, value);
  for (const issue of issues) invalid.add(JSON.stringify(entryOf(issue.path as SpecPath)));
  return toDiagnostics(issues, value, [], locate);
}

/** The smallest definition that holds a path: what is left out where something in it is wrong. */
function entryOf(path: SpecPath): SpecPath {
  const named = ["services", "topics", "environments", "releases"].includes(String(path[0]));
  return path.slice(0, named ? 2 : 1);
}

function mergeSection(
  section: Section,
  documents: readonly LocatedDocument[],
  homes: Map<string, LocatedDocument>,
): PassResult<Record<string, unknown>> {
  const diagnostics: Diagnostic[] = [];
  const merge = (target: Record<string, unknown>, source: unknown, path: readonly string[], document: LocatedDocument): void => {
    if (!isMap(source)) return;
    for (const [key, value] of Object.entries(source)) {
      const here = [...path, key];
      if (here.length <= SPREAD[section]) {
        const below = (target[key] ??= {});
        merge(below as Record<string, unknown>, value, here, document);
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
    if (isMap(document.value)) merge(value, document.value[section], [section], document);
  }
  return { value, diagnostics };
}

const namesOf = (section: unknown): ReadonlySet<string> => new Set(isMap(section) ? Object.keys(section).toSorted(compareText) : []);

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

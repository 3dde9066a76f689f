import { expect } from "vitest";
import { compareDiagnostics, compareText, type Diagnostic, type Location } from "../../src/diagnostics/diagnostic.ts";
import { buildGraph } from "../../src/graph/build.ts";
import type { Graph } from "../../src/graph/graph.ts";
import type { Environment, Platform, Service } from "../../src/model/platform.ts";
import { resolvePlatform } from "../../src/model/resolve.ts";
import { parseSpec } from "../../src/schema/parse-spec.ts";
import { readSpec } from "../../src/source/read-spec.ts";
import type { SourceReader } from "../../src/source/source-reader.ts";

/** A valid small platform, section by section; `spec` replaces sections of it. */
const SECTIONS = {
  apiVersion: "apiVersion: finflow.io/v1alpha1",
  kind: "kind: Platform",
  metadata: "metadata: { name: acme, owner: crew }",
  gitops: "gitops: { repository: https://git.example/acme.git }",
  teams: "teams: { crew: {} }",
  environments: `environments:
  prod:
    tier: prod
    aws: { account: "333333333333", region: us-west-2, zones: [a, b, c], cidr: 10.30.0.0/16, domain: acme.example }
    cluster: { name: acme, kubernetes: "1.35", nodes: { apps: { instance: m7i.xlarge, min: 3, max: 6 } } }
    database: { engine: rds, instance: db.m7g.large }
    kafka: { brokers: 3, storage: 10Gi }`,
  services: `services:
  shop: { owner: crew, runtime: node, port: 8080 }
  stock: { owner: crew, runtime: go, port: 9000 }`,
  topics: "",
  releases: `releases:
  prod:
    shop: { tag: "1" }
    stock: { tag: "1" }`,
};

/** The small platform's text with some sections replaced; an empty text leaves a section out. */
export function spec(sections: Partial<Record<keyof typeof SECTIONS | "include", string>> = {}): string {
  return Object.values({ ...SECTIONS, ...sections })
    .filter((text) => text !== "")
    .join("\n");
}

/** The section `environments` of the small platform with lines added at its end. */
export const withEnvironment = (lines: string): string => `${SECTIONS.environments}\n${lines}`;

export interface FrontEndResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly platform: Platform | undefined;
  readonly graphs: ReadonlyMap<string, Graph>;
  /** Where the text was put between « and ». */
  readonly marked: readonly Location[];
  environment(name: string): Environment;
  service(environment: string, name: string): Service;
}

/** Runs source, schema, model and graph over texts in memory; the first file is the entry. */
export function runFrontEnd(input: string | Readonly<Record<string, string>>): FrontEndResult {
  const marked: Location[] = [];
  const files = new Map<string, Uint8Array>();
  for (const [file, text] of Object.entries(typeof input === "string" ? { "spec.yaml": input } : input)) {
    const plain = takeMarks(file, text);
    marked.push(...plain.marked);
    files.set(file, new TextEncoder().encode(plain.text));
  }
  const reader: SourceReader = {
    read: (path) => {
      const bytes = files.get(path);
      return bytes === undefined ? { kind: "missing" } : { kind: "file", bytes };
    },
    list: (folder) =>
      [...files.keys()].filter((path) => folder === "." || path.startsWith(`${folder}/`)).toSorted(compareText),
  };
  return { ...passes([...files.keys()][0] ?? "", reader), marked };
}

/** The passes before `resources`, over any reader. */
export function passes(entry: string, reader: SourceReader): Omit<FrontEndResult, "marked"> {
  const documents = readSpec(entry, reader);
  const parsed = parseSpec(documents.value, documents.leftOut);
  const resolved = parsed.value && resolvePlatform(parsed.value);
  const built = (resolved?.value.environments ?? []).map(
    (environment) => [environment.name, buildGraph(resolved?.value as Platform, environment)] as const,
  );
  const environment = (name: string): Environment => {
    const found = resolved?.value.environments.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no environment ${name}`);
    return found;
  };
  return {
    diagnostics: [documents, parsed, ...(resolved ? [resolved] : []), ...built.map(([, result]) => result)]
      .flatMap((result) => result.diagnostics)
      .toSorted(compareDiagnostics),
    platform: resolved?.value,
    graphs: new Map(built.map(([name, { value }]) => [name, value])),
    environment,
    service: (name, service) => {
      const found = environment(name).services.find((candidate) => candidate.name === service);
      if (found === undefined) throw new Error(`no service ${service} in ${name}`);
      return found;
    },
  };
}

export interface Expected {
  readonly code: string;
  readonly message: string;
  readonly help: string;
}

/** Expects one diagnostic for each mark, at exactly the marked range. */
export function expectDiagnostics(
  input: string | Readonly<Record<string, string>>,
  ...expected: readonly Partial<Expected>[]
): void {
  const { diagnostics, marked } = runFrontEnd(input);
  expect(marked.length, "marks").toBeLessThanOrEqual(expected.length);
  expect(diagnostics).toMatchObject(
    expected.map((fields, index) => ({ ...fields, location: marked[index] ?? expect.anything() })),
  );
}

/** Cuts « and » out of a text and says which ranges stood between them. */
function takeMarks(file: string, text: string): { readonly text: string; readonly marked: Location[] } {
  const marked: Location[] = [];
  let line = 1;
  let column = 1;
  let start = { line, column };
  let plain = "";
  for (const character of text) {
    if (character === "«") start = { line, column };
    else if (character === "»") marked.push({ file, start, end: { line, column } });
    else {
      plain += character;
      column += character.length;
      if (character === "\n") [line, column] = [line + 1, 1];
    }
  }
  return { text: plain, marked };
}

import type { z } from "zod";
import type { Diagnostic, Location, SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { formatChoice, formatSpecPath, formatValue } from "../diagnostics/spec-path.ts";

type Issue = z.core.$ZodIssue;
export type Locate = (path: SpecPath, on?: "key" | "value") => Location;

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list, such as [a, b]",
  object: "a map of fields, each indented below it",
  record: "a map, each entry with its name (name: …) indented below it",
};

/**
 * Parses with the names of known fields put into the message of `unrecognized_keys`, the only place where zod
 * says which object refused a key; `toDiagnostics` reads them there.
 */
export function parseWithIssues<T extends z.ZodType>(
  schema: T,
  value: unknown,
): { readonly data: z.output<T> | undefined; readonly issues: readonly Issue[] } {
  const result = schema.safeParse(value, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const shape = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
      return Object.keys(shape ?? {}).join(",");
    },
  });
  return result.success ? { data: result.data, issues: [] } : { data: undefined, issues: result.error.issues };
}

/** One diagnostic for each mistake, at the value or key it concerns. `prefix` leads from the document's root to `value`. */
export function toDiagnostics(
  issues: readonly Issue[],
  value: unknown,
  prefix: SpecPath,
  locate: Locate,
): Diagnostic[] {
  return issues.flatMap((issue) => toDiagnostic(issue, value, prefix, locate));
}

function toDiagnostic(issue: Issue, root: unknown, prefix: SpecPath, locate: Locate): Diagnostic[] {
  const steps = issue.path as SpecPath;
  const path = [...prefix, ...steps];
  const actual = valueAt(root, steps);
  const at = locate(path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.message.split(",").filter((field) => field !== "");
      const present = Object.keys((actual ?? {}) as object);
      return issue.keys.map((field) =>
        report(
          "schema/unknown-field",
          {
            field,
            parent: formatSpecPath(path),
            known,
            nearest: nearest(
              field,
              known.filter((other) => !present.includes(other)),
            ),
          },
          { at: locate([...path, field], "key") },
        ),
      );
    }
    case "invalid_union":
      return closestBranch(issue.errors, actual).flatMap((inner) =>
        toDiagnostic({ ...inner, path: [...steps, ...inner.path] } as Issue, root, prefix, locate),
      );
    case "invalid_key": {
      const field = String(path.at(-1));
      const expected = issue.issues[0]?.message ?? "another name";
      return [
        report(
          "schema/invalid-name",
          { name: field, parent: formatSpecPath(path.slice(0, -1)), expected },
          { at: locate(path, "key") },
        ),
      ];
    }
    default:
      if (actual === undefined && steps.length > 0) {
        const parent = formatSpecPath(path.slice(0, -1));
        return [
          report(
            "schema/missing-field",
            { field: String(path.at(-1)), parent, expected: expectation(issue) },
            { at: locate(path) },
          ),
        ];
      }
      return [wrongValue(issue, formatSpecPath(path), actual, at)];
  }
}

function wrongValue(issue: Issue, path: string, actual: unknown, at: Location): Diagnostic {
  const shown = shownOf(actual, issue.code);
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const near = typeof actual === "string" ? nearest(actual, allowed) : undefined;
    return report("schema/unknown-value", { path, actual: shown, allowed, nearest: near }, { at });
  }
  const code = issue.code === "invalid_type" ? "schema/wrong-type" : "schema/invalid-value";
  return report(code, { path, expected: expectation(issue), actual: shown }, { at });
}

function shownOf(actual: unknown, code: Issue["code"]): string {
  if (actual === null) return "empty (null)";
  // Where the kind is right, what is wrong is how much it holds.
  if (code === "invalid_type" || typeof actual !== "object") return formatValue(actual);
  const size = Object.keys(actual as object).length;
  const kind = Array.isArray(actual) ? "list" : "map";
  return size === 0 ? `an empty ${kind}` : `a ${kind} of ${size}`;
}

/** What should stand there. Texts of our own schemas say it; zod's own ("Invalid input: …") say it in its words. */
function expectation(issue: Issue): string {
  if (issue.code === "invalid_value") return formatChoice(issue.values.map(String));
  if (!/^(?:Invalid|Too )/.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type") return KINDS[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === "too_big") return `at most ${issue.maximum}${issue.origin === "string" ? " characters" : ""}`;
  if (issue.code === "too_small") return `at least ${issue.minimum}${issue.origin === "string" ? " characters" : ""}`;
  return "another value";
}

/**
 * Of a union, the branch whose kind the value has: its complaints lie deeper, or it is the only one of that kind.
 * Else one complaint that names what each branch takes.
 */
function closestBranch(branches: readonly (readonly Issue[])[], actual: unknown): readonly Issue[] {
  const fails = (issues: readonly Issue[], codes: readonly string[]) =>
    issues.some((issue) => issue.path.length === 0 && codes.includes(issue.code));
  const ofKind = branches.filter((issues) => !fails(issues, ["invalid_type", "invalid_value"]));
  const literals = branches.filter((issues) => fails(issues, ["invalid_value"]));
  const [first] = ofKind.toSorted((a, b) => a.length - b.length);
  if (first !== undefined && (literals.length === 0 || !fails(first, ["invalid_format", "custom"]))) return first;
  const named = ofKind.length > 0 ? [...literals, ...ofKind] : branches;
  const message = [...new Set(named.flatMap(([issue]) => (issue === undefined ? [] : [expectation(issue)])))].join(
    ", or ",
  );
  const code = ofKind.length > 0 ? "custom" : "invalid_type";
  return [{ code, expected: "unknown", path: [], message, input: actual } as unknown as Issue];
}

function valueAt(root: unknown, path: SpecPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

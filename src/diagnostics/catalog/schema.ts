import { define } from "../define.ts";
import { formatChoice } from "../spec-path.ts";

export const schemaDiagnostics = {
  "schema/unknown-field": define({
    severity: "error",
    message: (p: { field: string; parent: string; nearest?: string | undefined; known: readonly string[] }) =>
      `${p.parent} has no field "${p.field}".`,
    why: "A field that nobody reads is a setting that silently does not apply.",
    help: (p) =>
      p.nearest === undefined
        ? `Remove it, or write one of: ${p.known.join(", ")}.`
        : `Did you mean "${p.nearest}"? Fields here: ${p.known.join(", ")}.`,
  }),
  "schema/missing-field": define({
    severity: "error",
    message: (p: { field: string; parent: string; expected: string }) => `${p.parent} needs the field "${p.field}".`,
    why: "It has no default, because no value would be right for everyone.",
    help: (p) => `Add "${p.field}:" with ${p.expected}.`,
  }),
  "schema/wrong-type": define({
    severity: "error",
    message: (p: { path: string; expected: string; actual: string }) => `${p.path} is ${p.actual}.`,
    why: "A value of another kind cannot be read as what was meant.",
    help: (p) => `Write ${p.expected}.`,
  }),
  "schema/invalid-value": define({
    severity: "error",
    message: (p: { path: string; expected: string; actual: string }) => `${p.path} cannot be ${p.actual}.`,
    why: "The value would be refused later by what reads it: Kubernetes, AWS or a service's own configuration.",
    help: (p) => `Write ${p.expected}.`,
  }),
  "schema/unknown-value": define({
    severity: "error",
    message: (p: { path: string; actual: string; allowed: readonly string[]; nearest?: string | undefined }) =>
      `${p.path} cannot be ${p.actual}.`,
    why: "Only the values listed have a meaning here.",
    help: (p) =>
      p.nearest === undefined
        ? `Write ${formatChoice(p.allowed)}.`
        : p.allowed.length === 1
          ? `Did you mean "${p.nearest}"?`
          : `Did you mean "${p.nearest}"? Write ${formatChoice(p.allowed)}.`,
  }),
  "schema/invalid-name": define({
    severity: "error",
    message: (p: { name: string; parent: string; expected: string }) => `"${p.name}" cannot be a name in ${p.parent}.`,
    why: "Names become parts of Kubernetes objects, DNS names, AWS resources and file paths, which allow few characters.",
    help: (p) => `Write ${p.expected}.`,
  }),
  "schema/duplicate-definition": define({
    severity: "error",
    message: (p: { what: string; name: string }) => `The ${p.what} "${p.name}" is defined twice.`,
    why: "Two files that describe one thing would overwrite each other, depending on their order.",
    help: () => "Keep one of them. What differs in one environment belongs into that environment's overrides.",
  }),
};

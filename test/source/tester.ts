import { parseDocument } from "../../src/source/parse-document.ts";

/** What is found in a spec text, as `code line:column`. */
export function found(text: string | Uint8Array, file = "spec.yaml"): readonly string[] {
  return diagnose(text, file).map(({ code, location }) => `${code} ${location?.start.line}:${location?.start.column}`);
}

export function diagnose(text: string | Uint8Array, file = "spec.yaml") {
  return parse(text, file).diagnostics;
}

export function parse(text: string | Uint8Array, file = "spec.yaml") {
  return parseDocument(typeof text === "string" ? new TextEncoder().encode(text) : text, file);
}

/** The data of a text that is fine. */
export function dataOf(text: string): unknown {
  const { value, diagnostics } = parse(text);
  if (value === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return value.value;
}

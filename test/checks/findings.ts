import { parseDocument, stringify } from "yaml";
import { checkDiagnostics } from "../../src/diagnostics/catalog/checks.ts";
import { type SpecParts, tester } from "../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: a spec that a test changes freely
type Data = any;

/**
 * What the checks say about a spec, one text for each finding: `data/kafka-disk error @ prod.kafka.storage: 10Gi`, the line of
 * the spec it points at with the keys above it. A spec that fails before the checks fails the test.
 */
export function findings(parts: SpecParts, change: (spec: Data) => void = () => {}): readonly string[] {
  return diagnose(parts, change).map(({ severity, code, line }) => `${code} ${severity} @ ${line}`);
}

export function messages(parts: SpecParts, change: (spec: Data) => void = () => {}): readonly string[] {
  return diagnose(parts, change).map(({ message }) => message);
}

/** A second environment `dev` beside `prod`, isolated from it, with a release of each service. */
export function addDev(spec: Data, over: Readonly<Record<string, unknown>> = {}): void {
  const { prod } = spec.environments;
  spec.environments.dev = {
    ...prod,
    tier: "nonprod",
    aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
    cluster: { ...prod.cluster, name: "shop-dev" },
    ...over,
  };
  spec.releases.dev = Object.fromEntries(Object.keys(spec.services).map((name) => [name, { tag: "main" }]));
}

function diagnose(parts: SpecParts, change: (spec: Data) => void) {
  const spec = JSON.parse(tester.specOf(parts)) as Data;
  change(spec);
  const text = stringify(spec, { lineWidth: 0, aliasDuplicateObjects: false });
  const lines = text.split("\n");
  const { diagnostics } = tester.platform(text);
  // What the graph warns of is not the matter here.
  const relevant = diagnostics.filter(({ code }) => !code.startsWith("graph/"));
  const other = relevant.filter(({ code }) => !Object.hasOwn(checkDiagnostics, code));
  if (other.length > 0 || parseDocument(text).errors.length > 0) throw new Error(JSON.stringify(other, null, 2));
  return relevant.map((diagnostic) => {
    const number = diagnostic.location?.start.line ?? 0;
    return { ...diagnostic, line: pathOf(lines, number - 1) };
  });
}

/** The line and the keys above it, without `environments` and `services`, which say nothing: `prod.kafka.storage: 10Gi`. */
function pathOf(lines: readonly string[], index: number): string {
  const keys: string[] = [];
  let indent = Number.POSITIVE_INFINITY;
  for (let at = index; at >= 0; at--) {
    const line = lines[at] ?? "";
    const here = line.search(/\S/);
    if (here < 0 || here >= indent) continue;
    indent = here;
    keys.unshift(at === index ? line.trim() : line.trim().replace(/:.*$/, ""));
  }
  return keys.join(".").replace(/^(?:environments|services)\./, "");
}

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Verdict } from "./checkov.ts";

/** A finding that is a decision of ours. */
export interface Skip {
  readonly check: string;
  /** Pattern of the whole name of the resource, as checkov writes it. */
  readonly object: string;
  /** Limits it to environments of that tier. */
  readonly tier?: string;
  readonly owner: string;
  readonly reason: string;
}

export interface Finding extends Verdict {
  readonly environment: { readonly name: string; readonly tier: string };
}

const file = new URL("skips/checkov.yaml", import.meta.url);

export const skips: readonly Skip[] = parse(readFileSync(file, "utf8"));

/** The findings that no skip allows, and the skips that no finding needs. The first skip that matches a finding counts. */
export function weigh(findings: readonly Finding[], candidates: readonly Skip[]) {
  const used = new Set<Skip>();
  const unexplained = findings.filter(({ check, resource, environment }) => {
    const skip = candidates.find(
      ({ check: skipped, object, tier = environment.tier }) =>
        skipped === check && tier === environment.tier && new RegExp(`^(?:${object})$`).test(resource),
    );
    if (skip) used.add(skip);
    return skip === undefined;
  });
  return {
    unexplained: unexplained.map(
      ({ environment, check, resource, name }) => `${environment.name}: ${check} ${resource}: ${name}`,
    ),
    needless: candidates.filter((skip) => !used.has(skip)),
  };
}

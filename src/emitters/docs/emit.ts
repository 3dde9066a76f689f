import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { runbookPathOf } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { type RuleUnit, ruleUnitsOf } from "../../resources/rules/index.ts";
import type { EmitContext } from "../emitter.ts";
import { type AlertUse, alertPage } from "./alert-page.ts";

/** One page for each alert that some environment has. It names no service, so a new service changes none (law 10). */
export function emitDocs({ platform, environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const uses = environments.flatMap(({ environment, graph }) =>
    ruleUnitsOf({ platform, environment, graph }).flatMap(usesOf),
  );
  const origin = fileOf(["metadata", "name"]);
  const files = [...Map.groupBy(uses, ({ alert }) => alert.name)].map(
    ([name, some]): OutputFile => ({
      path: runbookPathOf(name),
      body: alertPage(platform, some),
      comment: "none",
      origin,
    }),
  );
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}

const usesOf = ({ rules, dashboard }: RuleUnit): readonly AlertUse[] =>
  rules.alerts.map((alert) => ({ alert, dashboard }));

import { posix } from "node:path";
import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { RULE_TESTS_PATH, RULES_PATH } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import { type Alert, ruleUnitsOf } from "../../resources/rules/index.ts";
import type { EmitContext } from "../emitter.ts";
import { type RuleGroup, type UnitGroups, unitGroups } from "./rule-groups.ts";
import { ruleTest } from "./rule-test.ts";

/**
 * For each unit with rules one file of what all environments have in common, and one for each that has more; and their
 * tests. No name of a unit has a dot, so `<unit>.yaml` and `<unit>.<environment>.yaml` stand side by side.
 */
export function emitMonitoring(context: EmitContext): PassResult<readonly OutputFile[]> {
  const alertsOf = alertsByUnit(context);
  const files = unitGroups(context).flatMap((groups) => [
    ...ruleFiles(groups),
    ...testFiles(groups, alertsOf(groups.unit)),
  ]);
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}

const pathOf = (folder: string, unit: string, environment?: string): string =>
  `${folder}/${[unit, ...(environment === undefined ? [] : [environment])].join(".")}.yaml`;

function ruleFiles({ unit, origin, shared, own }: UnitGroups): readonly OutputFile[] {
  const file = (groups: readonly RuleGroup[], environment?: string): OutputFile => ({
    path: pathOf(RULES_PATH, unit, environment),
    body: printYaml({ groups }, { keys: "insertion" }),
    comment: "hash",
    origin,
  });
  return [
    ...(shared.length > 0 ? [file(shared)] : []),
    ...[...own].map(([environment, groups]) => file(groups, environment)),
  ];
}

/** What one environment alerts on; production first. */
interface EnvironmentAlerts {
  readonly environment: string;
  readonly alerts: readonly Alert[];
}

/**
 * Each alert is tested once. Rules that differ in their severity only, as those that page do outside production, are the
 * same to a test.
 */
function testFiles(
  { unit, origin, shared, own }: UnitGroups,
  environments: readonly EnvironmentAlerts[],
): readonly OutputFile[] {
  const tested = new Set<string>();
  return environments.flatMap(({ environment, alerts }) => {
    const untested = alerts.filter((alert) => {
      const { runbook: _runbook, summary: _summary, ...rule } = alert;
      const key = JSON.stringify(rule);
      return tested.has(key) ? false : tested.add(key);
    });
    const isShared = ({ name, expr }: Alert) =>
      shared.some(({ rules }) => rules.some((rule) => rule.alert === name && rule.expr === expr));
    const file = (some: readonly Alert[], inEnvironment?: string): OutputFile[] => {
      if (some.every(({ example }) => example === undefined)) return [];
      const path = pathOf(RULE_TESTS_PATH, unit, inEnvironment);
      const rules = [
        ...(shared.length > 0 ? [pathOf(RULES_PATH, unit)] : []),
        ...(inEnvironment !== undefined && own.has(inEnvironment) ? [pathOf(RULES_PATH, unit, inEnvironment)] : []),
      ].map((rule) => posix.relative(posix.dirname(path), rule));
      return [{ path, body: printYaml(ruleTest(rules, some), { keys: "insertion" }), comment: "hash", origin }];
    };
    return [
      ...file(untested.filter(isShared)),
      ...file(
        untested.filter((alert) => !isShared(alert)),
        environment,
      ),
    ];
  });
}

function alertsByUnit({ platform, environments }: EmitContext): (unit: string) => readonly EnvironmentAlerts[] {
  const found = environments
    .toSorted((a, b) => Number(b.environment.tier === "prod") - Number(a.environment.tier === "prod"))
    .flatMap(({ environment, graph }) =>
      ruleUnitsOf({ platform, environment, graph }).map(({ unit, rules }) => ({
        unit,
        environment: environment.name,
        alerts: rules.alerts,
      })),
    );
  const byUnit = Map.groupBy(found, ({ unit }) => unit);
  return (unit) => byUnit.get(unit) ?? [];
}

import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Platform } from "../../model/platform.ts";
import { dashboardPathOf, namespaceOf } from "../../naming/names.ts";
import { runbookPathOf } from "../../naming/paths.ts";
import type { Alert } from "../../resources/rules/index.ts";
import { kubeContextOf } from "./commands.ts";
import { code, fenced, link, list, page, section, steps } from "./markdown.ts";
import { environmentPageOf, troubleshootingPageOf } from "./paths.ts";

/** An alert in one unit of one environment. */
export interface AlertUse {
  readonly environment: string;
  readonly alert: Alert;
  readonly dashboard: string;
}

/** Where a command stands for any environment. */
const ANYWHERE = "$environment";

/**
 * What the alert means, what to look at first, what it usually is. One page for all environments and services, since its
 * address stands in a rule that is the same everywhere; what differs are variables, which it says how to set. Every text
 * is ours, and Markdown already.
 */
export function alertPage(platform: Platform, uses: readonly AlertUse[]): string {
  const [first] = uses;
  if (first === undefined) return "";
  const { name, severity, runbook, expr } = first.alert;
  const path = runbookPathOf(name);
  const times = unique(uses.map(({ alert }) => alert.for));
  const environments = unique(uses.map(({ environment }) => environment)).toSorted(compareText);
  const isOfService = uses.some(({ dashboard }) => dashboard === "$service") || expr.includes("service");
  return page([
    `# ${name}`,
    `${severity === "critical" ? "Pages its owner in production, makes a ticket elsewhere" : "Makes a ticket"}. Fires after ${times.join(" or ")}.`,
    runbook.meaning,
    section("First checks", [
      ...variables(platform, runbook.checks.flatMap(({ command }) => command ?? []).join("\n"), expr, environments),
      steps(
        runbook.checks.map(({ look, command }) =>
          command === undefined ? ([look] as const) : ([look, command.split("\n").map(inContext)] as const),
        ),
      ),
    ]),
    section("Likely causes", [
      list(runbook.causes),
      `What ${isOfService ? "the service" : "it"} depends on, and who on it: ${environments.map((environment) => link(environment, path, environmentPageOf(environment), "Services")).join(", ")}. More checks: troubleshooting ${environments.map((environment) => link(environment, path, troubleshootingPageOf(environment))).join(", ")}.`,
    ]),
    section("Dashboards", [
      list(
        unique(uses.map(({ dashboard }) => dashboard)).map(
          (uid) => `Grafana, ${code(`${dashboardPathOf(uid)}?var-environment=${ANYWHERE}`)}`,
        ),
      ),
    ]),
  ]);
}

/** The labels of the alert as shell variables, as far as the commands ask for them, and which cluster they are for. */
function variables(
  platform: Platform,
  commands: string,
  expr: string,
  environments: readonly string[],
): readonly string[] {
  const used = unique([...commands.matchAll(/\$(\w+)/g)].map(([, variable]) => variable ?? ""));
  if (commands === "") return [];
  // Where the alert says which namespace, it need not be that of the services.
  const isGiven = /by \([^)]*\bnamespace\b/.test(expr);
  const labels = used.filter((name) => isGiven || name !== "namespace");
  return [
    `${environments.map((environment) => link(`Get into ${environment}`, runbookPathOf(""), environmentPageOf(environment), "Get in")).join(", ")}. With the labels of the alert:`,
    fenced([
      `environment=… # ${environments.join(", ")}`,
      `context=${kubeContextOf(platform.name, ANYWHERE)}`,
      ...labels.map((name) => `${name}=…`),
      ...(used.includes("namespace") && !isGiven ? [`namespace=${namespaceOf(platform.name, ANYWHERE)}`] : []),
    ]),
  ];
}

const inContext = (command: string): string => command.replaceAll(/\bkubectl(?= )/g, 'kubectl --context "$context"');

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

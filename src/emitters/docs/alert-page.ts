import type { Platform } from "../../model/platform.ts";
import { dashboardPathOf, namespaceOf } from "../../naming/names.ts";
import type { Alert } from "../../resources/rules/index.ts";

/** An alert in one unit of one environment. */
export interface AlertUse {
  readonly alert: Alert;
  readonly dashboard: string;
}

const ANYWHERE = "$environment";

/** What the alert means, what to look at first, what it usually is. Every text is ours, so nothing has to be escaped. */
export function alertPage(platform: Platform, uses: readonly AlertUse[]): string {
  const [first] = uses;
  if (first === undefined) return "";
  const { name, severity, runbook, expr } = first.alert;
  const times = unique(uses.map(({ alert }) => alert.for));
  return `${[
    `# ${name}`,
    `${severity === "critical" ? "Pages its owner in production, makes a ticket elsewhere" : "Makes a ticket"}. Fires after ${times.join(" or ")}.`,
    runbook.meaning,
    "## First checks",
    ...variables(platform, runbook.checks.flatMap(({ command }) => command ?? []).join("\n"), expr),
    runbook.checks
      .map(({ look, command }, index) =>
        [`${index + 1}. ${look}`, ...(command === undefined ? [] : ["", indented(fenced(command))])].join("\n"),
      )
      .join("\n\n"),
    "## Likely causes",
    runbook.causes.map((cause) => `- ${cause}`).join("\n"),
    "## Dashboards",
    unique(uses.map(({ dashboard }) => dashboard))
      .map((uid) => `- Grafana, \`${dashboardPathOf(uid)}?var-environment=${ANYWHERE}\``)
      .join("\n"),
  ].join("\n\n")}\n`;
}

/** The labels of the alert as shell variables, as far as the commands ask for them. */
function variables(platform: Platform, commands: string, expr: string): readonly string[] {
  const used = unique([...commands.matchAll(/\$(\w+)/g)].map(([, variable]) => variable ?? ""));
  if (used.length === 0) return [];
  // Where the alert says which namespace, it need not be that of the services.
  const isGiven = /by \([^)]*\bnamespace\b/.test(expr);
  const labels = used.filter((name) => isGiven || name !== "namespace");
  const needsEnvironment = used.includes("namespace") && !isGiven;
  const lines = [
    ...[...(needsEnvironment ? ["environment"] : []), ...labels].map((name) => `${name}=…`),
    ...(needsEnvironment ? [`namespace=${namespaceOf(platform.name, ANYWHERE)}`] : []),
  ];
  return ["In the cluster of the environment, with the labels of the alert:", fenced(lines.join("\n"))];
}

const fenced = (code: string): string => `\`\`\`sh\n${code}\n\`\`\``;
const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "   ");
const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

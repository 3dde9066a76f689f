import { PrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { runbookUrlOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import type { Alert, Rules } from "./alert.ts";

/** What the rules of a unit are about. */
export interface Subject {
  /** Begins the names of its objects. A dot separates the rest, which no service's name has, so names cannot meet. */
  readonly name: string;
  /** The team that gets the alerts. */
  readonly owner: string;
  /** Label `service` of the alerts. */
  readonly service?: string;
  readonly metadataOf: (name: string) => KubernetesObject["metadata"];
}

/**
 * The rules of a subject in a few objects, since a list in a custom resource that differs anywhere is repeated as a whole
 * in each overlay. What is computed ahead and what makes tickets is the same in all environments and stands once in the
 * base. What pages has another severity outside production, and what only some environments have is in none of the others.
 */
export function prometheusRules(
  context: EnvironmentContext,
  subject: Subject,
  { recordings, alerts }: Rules,
): readonly KubernetesObject[] {
  const part = (name: string, groups: readonly Group[]) =>
    groups.every(({ rules }) => rules.length === 0)
      ? []
      : [
          defineObject(PrometheusRule, {
            metadata: subject.metadataOf(`${subject.name}.${name}`),
            spec: {
              groups: groups.map((group) => ({
                ...group,
                name: `${subject.name}.${group.name}`,
                rules: group.rules.map((rule) => ({ ...rule, labels: rule.labels && { ...rule.labels } })),
              })),
            },
          }),
        ];
  const alerting = [
    ...Map.groupBy(alerts, ({ severity, part: apart }) => [NAMES[severity], apart ?? []].flat().join("-")),
  ];
  return [
    ...part("recordings", recordings),
    ...alerting
      .toSorted(([a], [b]) => compareText(a, b))
      .flatMap(([name, some]) =>
        part(name, [{ name, rules: some.map((alert) => alertRule(context, subject, alert)) }]),
      ),
  ];
}

const NAMES = { critical: "pages", warning: "tickets" } as const;

interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Record<string, string>;
}

const alertRule = ({ platform, environment }: EnvironmentContext, { owner, service }: Subject, alert: Alert): Rule => ({
  alert: alert.name,
  expr: alert.expr,
  for: alert.for,
  labels: {
    owner,
    severity: environment.tier === "prod" ? alert.severity : "warning",
    ...(service !== undefined && { service }),
    ...alert.labels,
  },
  annotations: {
    summary: alert.summary,
    description: alert.description,
    runbook_url: runbookUrlOf(platform.gitops, alert.name),
  },
});

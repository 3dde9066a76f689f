import { DASHBOARD_LABEL } from "../../src/naming/names.ts";
import type { DesiredUnit } from "../../src/resources/desired.ts";
import type { RuleGroup } from "./prometheus.ts";

/** The parts of a dashboard that are asked about. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: unknown; readonly allValue?: string }[];
  };
  readonly panels: readonly {
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string; readonly instant: boolean; readonly legendFormat?: string }[];
    readonly fieldConfig?: { readonly defaults: { readonly noValue?: string; readonly unit?: string } };
  }[];
}

export const dashboardsOf = (units: readonly DesiredUnit[]): readonly Dashboard[] =>
  units
    .flatMap(({ objects }) => objects)
    .filter(({ metadata }) => metadata.labels?.[DASHBOARD_LABEL] !== undefined)
    .flatMap(({ data }) => Object.values(data as Record<string, string>))
    .map((text) => JSON.parse(text) as Dashboard);

export const ruleGroupsOf = (units: readonly DesiredUnit[]): readonly RuleGroup[] =>
  units
    .flatMap(({ objects }) => objects)
    .filter(({ kind }) => kind === "PrometheusRule")
    .flatMap(({ spec }) => (spec as { groups: readonly RuleGroup[] }).groups);

/** Puts values in for variables as Grafana does: all where several can be chosen, four times the interval of scraping. */
export function filledInBy({ list }: Dashboard["templating"], environment: string, database?: string) {
  const values = new Map([
    ["environment", environment],
    ["__rate_interval", "120s"],
    ...list.flatMap(({ name, allValue }) => (allValue ? [[name, allValue] as const] : [])),
    ...(database ? [["database", database] as const] : []),
  ]);
  return (text: string): string => text.replaceAll(/\$(\w+)/g, (whole, name: string) => values.get(name) ?? whole);
}

import { DASHBOARD_SCHEMA_VERSION } from "../../catalog/grafana.ts";
import { dashboardPathOf } from "../../naming/names.ts";
import { DATASOURCE, reference } from "./grafana-panel.ts";
import { layout } from "./layout.ts";
import type { DataLink, Row } from "./panel.ts";

/** A dashboard as we describe it. No text of the spec but names, which have no character that Grafana, Markdown or PromQL reads. */
export interface DashboardSpec {
  /** Stable, since links and bookmarks hold it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** What the reader chooses beside data source and environment. */
  readonly variables?: readonly Variable[];
  readonly links: readonly Link[];
  readonly rows: readonly Row[];
}

/** A choice between the values of a label. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** A selector; variables before this one may stand in it. */
  readonly of: string;
  /** Whether several values or all can be chosen; queries match with `=~` then. @default false */
  readonly several?: boolean;
}

/** At the top of the dashboard: to one other, or a list of all that carry a tag. */
export type Link = { readonly title: string; readonly uid: string } | { readonly title: string; readonly tag: string };

/** The environment that the reader chose. */
export const ENVIRONMENT = 'environment="$environment"';

/** Keeps what the reader chose. */
export function linkTo(title: string, uid: string, ...parameters: readonly string[]): DataLink {
  const kept = ["datasource:queryparam", "environment:queryparam", "__url_time_range"].map(reference);
  return { title, url: `${dashboardPathOf(uid)}?${[...kept, ...parameters].join("&")}` };
}

export type Dashboard = ReturnType<typeof dashboard>;

/** The classic dashboard model, as Grafana reads it from a file. */
export const dashboard = ({ uid, title, description, tags, variables = [], links, rows }: DashboardSpec) => ({
  uid,
  title,
  description,
  tags,
  schemaVersion: DASHBOARD_SCHEMA_VERSION,
  // A change in Grafana would be lost with the next sync.
  editable: false,
  graphTooltip: 1,
  refresh: "30s",
  time: { from: "now-3h", to: "now" },
  timezone: "browser",
  links: links.map(dashboardLink),
  templating: {
    list: [
      { name: "datasource", label: "Data source", type: "datasource", query: DATASOURCE.type },
      ...[{ name: "environment", label: "Environment", of: "up" }, ...variables].map(queryVariable),
    ],
  },
  panels: layout(rows),
});

const queryVariable = ({ name, label, of, several = false }: Variable) => ({
  name,
  label,
  type: "query",
  datasource: DATASOURCE,
  query: { qryType: 1, query: `label_values(${of}, ${name})`, refId: name },
  // With the time range, since services and topics come and go.
  refresh: 2,
  sort: 1,
  ...(several && { allValue: ".+", includeAll: true, multi: true, current: { text: ["All"], value: ["$__all"] } }),
});

const dashboardLink = (link: Link) => ({
  title: link.title,
  ...("uid" in link
    ? { type: "link", url: dashboardPathOf(link.uid), tags: [], asDropdown: false, icon: "dashboard" }
    : { type: "dashboards", tags: [link.tag], asDropdown: true, icon: "external link" }),
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  tooltip: "",
});

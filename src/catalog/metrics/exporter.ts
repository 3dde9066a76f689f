/**
 * What one exporter of the pinned version says: the metrics that rules and dashboards may ask for, with their labels.
 * Only what we use or are likely to use. A test parses every query and finds each of its metrics and labels here.
 */
export interface Exporter {
  /** Its version, and where the names were read, with the date. */
  readonly source: string;
  /** What each of its series carries beside {@link TARGET_LABELS}, as docs/metrics.md says. */
  readonly labels: readonly string[];
  /** The metrics by name, with the labels that are their own. A histogram is three metrics, see {@link histogram}. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
}

/** Labels that Prometheus and its operator give every series, `environment` by the default scrape class. */
export const TARGET_LABELS: readonly string[] = [
  "container",
  "endpoint",
  "environment",
  "instance",
  "job",
  "namespace",
  "pod",
];

/** The metrics of a classic histogram. */
export const histogram = (name: string, labels: readonly string[]): Readonly<Record<string, readonly string[]>> => ({
  [`${name}_bucket`]: [...labels, "le"],
  [`${name}_count`]: labels,
  [`${name}_sum`]: labels,
});

/** What Prometheus itself says of every target that it scrapes, of services too. */
export const targets: Exporter = {
  source: "https://prometheus.io/docs/concepts/jobs_instances, read 2026-11-23",
  labels: ["database", "node", "service"],
  metrics: {
    up: [],
    scrape_duration_seconds: [],
    scrape_samples_scraped: [],
  },
};

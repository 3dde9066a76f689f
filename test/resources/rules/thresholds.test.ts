import { describe, expect, test } from "vitest";
import { charts } from "../../../src/catalog/charts.ts";
import { type SpecParts, tester } from "../../tester.ts";

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const rules = (parts: SpecParts, unit: string): readonly Rule[] =>
  tester
    .objects(parts, unit)
    .filter(({ kind }) => kind === "PrometheusRule")
    .flatMap(({ spec }) => (spec as { groups: readonly { rules: readonly Rule[] }[] }).groups)
    .flatMap((group) => group.rules);
const alerts = (parts: SpecParts, unit: string) => rules(parts, unit).flatMap(({ alert }) => alert ?? []);
const expressions = (parts: SpecParts, unit: string, name: string) =>
  rules(parts, unit)
    .filter(({ alert, record }) => (alert ?? record) === name)
    .map(({ expr }) => expr);

const web = (service: object): SpecParts => ({ services: { web: { ...service } } });

describe("SLOs", () => {
  const slo = { availability: 99.95, latency: { under: "300ms", target: 99 } };

  test("each burn rate looks at both windows, with factor × budget and no trace of binary fractions", () => {
    const found = expressions(web({ slo }), "web", "AvailabilityBudgetBurning");
    const limits = found.map((expr) => [...expr.matchAll(/rate(\w+)\{[^}]*\} > (\S+)/g)].map(([, ...pair]) => pair));
    expect(limits).toEqual([
      [
        ["5m", "0.0072"],
        ["1h", "0.0072"],
      ],
      [
        ["30m", "0.003"],
        ["6h", "0.003"],
      ],
      [
        ["2h", "0.0015"],
        ["1d", "0.0015"],
      ],
      [
        ["6h", "0.0005"],
        ["3d", "0.0005"],
      ],
    ]);
    for (const expr of found) expect(expr).toContain("\nand\n");
  });

  test("what pages is critical in production", () => {
    const severities = rules(web({ slo }), "web").flatMap(({ alert, labels }) =>
      alert === "LatencyBudgetBurning" ? [`${labels?.window} ${labels?.severity}`] : [],
    );
    expect(severities).toEqual(["1h critical", "6h critical", "1d warning", "3d warning"]);
  });

  test("a bucket is found as clients of Prometheus 2 and as Prometheus 3 write its bound", () => {
    const bucket = (under: string) => {
      const [expr = ""] = expressions(
        web({ slo: { availability: 99, latency: { under, target: 95 } } }),
        "web",
        "service:http_slow_requests:rate5m",
      );
      // One backslash is PromQL's own.
      return new RegExp(`^(?:${/le=~"([^"]*)"/.exec(expr)?.[1]?.replaceAll("\\\\", "\\")})$`);
    };
    for (const [under, bounds, others] of [
      ["1s", ["1", "1.0"], ["10", "1.5", "0.1"]],
      ["300ms", ["0.3"], ["3", "0x3", "0.35"]],
      ["2500ms", ["2.5"], ["2x5", "25"]],
    ] as const) {
      for (const bound of bounds) expect(bound).toMatch(bucket(under));
      for (const other of others) expect(other).not.toMatch(bucket(under));
    }
  });

  test("all windows are recorded, for each promise, and the budget", () => {
    const recorded = rules(web({ slo }), "web").flatMap(({ record, labels }) =>
      record?.startsWith("service:slo_") ? [`${record} ${labels?.slo}`] : [],
    );
    for (const promise of ["availability", "latency"]) {
      for (const window of ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"]) {
        expect(recorded).toContain(`service:slo_errors:ratio_rate${window} ${promise}`);
      }
      expect(recorded).toContain(`service:slo_objective:ratio ${promise}`);
      expect(recorded).toContain(`service:slo_error_budget_remaining:ratio ${promise}`);
    }
  });
});

describe("only what is there is watched", () => {
  test("a service without metrics, or that promises nothing", () => {
    expect(rules(web({ metrics: false }), "web").filter(({ record }) => record !== undefined)).toEqual([]);
    expect(alerts(web({ metrics: false }), "web")).not.toContain("ServiceNotScraped");
    expect(alerts(web({}), "web").filter((name) => name.includes("Budget"))).toEqual([]);
    expect(alerts(web({ slo: { availability: 99 } }), "web")).not.toContain("LatencyBucketMissing");
  });

  test("a service that is not scaled or not limited", () => {
    expect(alerts(web({ scale: { min: 3, max: 3 } }), "web")).not.toContain("ServiceAtMaximum");
    expect(alerts(web({ scale: { min: 3, max: 4 } }), "web")).toContain("ServiceAtMaximum");
    expect(alerts(web({ resources: { cpuLimit: "none" } }), "web")).not.toContain("ServiceThrottled");
  });

  test("RDS has no volumes and no archive in the cluster, CloudNativePG has both", () => {
    const database = (environment: object) =>
      alerts(
        { services: { web: { database: { size: "10Gi" } } }, environment: { database: environment } },
        "databases/web",
      );
    expect(database({}).filter((name) => /Volume|Wal|BaseBackup|Replica/.test(name))).toEqual([]);
    expect(database({ readReplicas: 1 })).toContain("DatabaseReplicaBehind");
    expect(database({ engine: "cnpg" })).toEqual(
      expect.arrayContaining([
        "VolumeFilling",
        "DatabaseWalArchivingFails",
        "DatabaseBaseBackupOld",
        "DatabaseReplicaBehind",
      ]),
    );
  });
});

describe("backups", () => {
  const oldest = (schedule: string) => {
    const parts = {
      services: { web: { database: { size: "10Gi" } } },
      environment: { database: { engine: "rds", instance: "db.m7g.large", backup: { retention: "30d", schedule } } },
    };
    const [expr = ""] = expressions(parts, "databases/web", "DatabaseBackupOld");
    return Number(/> (\d+)\n/.exec(expr)?.[1]) / 3600;
  };

  test("may be as old as their schedule says, and four hours", () => {
    expect(oldest("15 2 * * *")).toBe(28);
    expect(oldest("15 2 * * 0")).toBe(7 * 24 + 4);
  });
});

describe("consumers", () => {
  const reading = (exactlyOnce: boolean): SpecParts => ({
    services: {
      shop: { publishes: [{ topic: "orders.v1", exactlyOnce }] },
      web: { consumes: [{ topic: "orders.v1", group: "projection" }] },
    },
    topics: { "orders.v1": { partitions: 12 } },
  });

  test("are behind by time: the end of the partition then, the offset of the group now", () => {
    const [expr = ""] = expressions(reading(false), "messaging/web", "ConsumerBehind");
    expect(expr).toContain(String.raw`topic=~"orders\\.v1"} offset 10m`);
    expect(expr).toContain('consumergroup=~"projection"');
    expect(expressions(reading(false), "messaging/web", "ConsumerFarBehind")[0]).toContain("offset 60m");
  });

  test("the marker at the end of a transaction is nothing to read", () => {
    expect(expressions(reading(false), "messaging/web", "ConsumerBehind")[0]).toContain("\n  > 0\n");
    expect(expressions(reading(true), "messaging/web", "ConsumerBehind")[0]).toContain("\n  > 1\n");
  });

  test("who reads nothing has none", () => {
    expect(alerts(reading(false), "messaging/shop")).toEqual([]);
  });
});

describe("the platform's own", () => {
  test("pods are watched in the namespace of every operator", () => {
    const [expr = ""] = expressions(web({}), "monitoring", "PodCrashLooping");
    const watched = new Set(/namespace=~"([^"]*)"/.exec(expr)?.[1]?.split("|"));
    for (const { namespace } of charts) expect(watched).toContain(namespace);
  });

  test("targets are all that no alert of a service, a database or Kafka's nodes is about", () => {
    const [expr] = expressions(web({}), "monitoring", "TargetDown");
    expect(expr).toContain('up{service="", database="", job!="kafka"}');
  });

  test("pods without a node are watched where nodes are added", () => {
    expect(alerts(web({}), "monitoring")).toContain("PodsWaitForNodes");
    const cluster = { nodes: { apps: { instance: "m7i.4xlarge", min: 3, max: 3 } } };
    expect(alerts({ ...web({}), environment: { cluster } }, "monitoring")).not.toContain("PodsWaitForNodes");
  });

  test("a repository without a snapshot counts as none, not as one of 1970", () => {
    const [expr = ""] = expressions(
      { ...web({}), environment: { logging: { dailyVolume: "10Gi", storage: "150Gi" } } },
      "logging",
      "LogSnapshotOld",
    );
    expect(expr.match(/latest_snapshot_timestamp_seconds\{[^}]*\} != 0\)/g)).toHaveLength(2);
  });
});

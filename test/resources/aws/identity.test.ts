import { describe, expect, test } from "vitest";
import { workloadsOf } from "../../../src/resources/aws/identity/workloads.ts";
import { settingsOf } from "../../../src/resources/logging/setup-settings.ts";
import type { SpecParts } from "../../tester.ts";
import { contextOf } from "./context.ts";

const namesOf = (parts: SpecParts): readonly string[] => Object.keys(workloadsOf(contextOf(parts)));

const database = { database: { size: "10Gi" } };
const fixed = { cluster: { nodes: { apps: { instance: "m7i.4xlarge", min: 3, max: 3 } } } };
const logging = { dailyVolume: "1Gi", storage: "100Gi" };

describe("FF35: who needs something of AWS", () => {
  test("nobody but External Secrets, where no service does", () => {
    expect(workloadsOf(contextOf({ services: { web: {} }, environment: fixed }))).toEqual({
      "external-secrets/external-secrets": { secrets: true },
    });
  });

  test("what adds and removes nodes, where a group of them has room", () => {
    const autoscalerOf = (environment: Readonly<Record<string, unknown>>) =>
      workloadsOf(contextOf({ services: {}, environment }))["kube-system/cluster-autoscaler"];
    expect(autoscalerOf({})).toEqual({ nodes: true });
    expect(autoscalerOf(fixed)).toBeUndefined();
  });

  test("a service with buckets, as far as it says", () => {
    const buckets = [
      { name: "invoices", access: "read" },
      { name: "uploads", access: "write" },
      { name: "drafts", access: "read-write" },
    ];
    expect(workloadsOf(contextOf({ services: { web: { buckets } } }))["shop-prod/web"]).toEqual({
      buckets: [
        { name: "invoices", prefix: "", access: ["list", "read"] },
        { name: "uploads", prefix: "", access: ["delete", "write"] },
        { name: "drafts", prefix: "", access: ["delete", "list", "read", "write"] },
      ],
    });
  });

  test("backups write and read back, drills read and record, each below its service's prefix", () => {
    const workloads = workloadsOf(contextOf({ services: { ledger: database } }));
    expect(workloads["shop-prod/ledger-db-backup"]).toEqual({
      buckets: [{ name: "backups", prefix: "databases/ledger/", access: ["read", "write"] }],
    });
    expect(workloads["shop-prod/ledger-db-drill"]).toEqual({
      buckets: [
        { name: "backups", prefix: "databases/ledger/", access: ["list", "read"] },
        { name: "backups", prefix: "drills/ledger/", access: ["write"] },
      ],
    });
    expect(workloads).not.toHaveProperty(["shop-prod/ledger"]);
    expect(workloads).not.toHaveProperty(["shop-prod/ledger-db"]);
  });

  test("a CloudNativePG cluster archives below its own name", () => {
    const environment = { tier: "nonprod", database: { engine: "cnpg" } };
    expect(workloadsOf(contextOf({ services: { ledger: database }, environment }))["shop-prod/ledger-db"]).toEqual({
      buckets: [{ name: "backups", prefix: "cnpg/ledger-db/", access: ["delete", "list", "probe", "read", "write"] }],
    });
  });

  test("what makes load balancers and records, where a service is reached from outside; in production without deleting", () => {
    const services = { web: { expose: { host: "www" } } };
    const dnsOf = (tier: string) =>
      workloadsOf(contextOf({ services, environment: { tier } }))["kube-system/external-dns"]?.dns;
    expect(namesOf({ services })).toContain("kube-system/aws-load-balancer-controller");
    expect(dnsOf("prod")).toEqual(["CREATE", "UPSERT"]);
    expect(dnsOf("nonprod")).toContain("DELETE");
  });

  test("Elasticsearch has the role that its pods name, for the folder that its repository has", () => {
    const context = contextOf({ services: {}, environment: { logging } });
    const { role, buckets } = workloadsOf(context)["observability/elasticsearch"] ?? {};
    expect(role).toBe("log-snapshots");
    if (context.environment.logging === undefined) throw new Error("no logs");
    const { base_path } = settingsOf(context, context.environment.logging)["snapshot-repository"].settings;
    expect(buckets?.map(({ prefix }) => prefix)).toEqual([`${base_path}/`]);
  });
});

import { describe, expect, test } from "vitest";
import { databaseDemandsOf } from "../../../src/resources/databases/demands.ts";
import { containersOf } from "../../../src/resources/peak.ts";
import { type SpecParts, tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of objects under test
type Entry = any;

const ENGINES = ["rds", "cnpg", "statefulset"] as const;
type Engine = (typeof ENGINES)[number];

const partsWith = (engine: Engine, database: object = {}, environment: object = {}): SpecParts => ({
  services: { web: { database: { size: "10Gi", ...database } }, other: {} },
  environment: { tier: engine === "statefulset" ? "nonprod" : "prod", database: { engine, ...environment } },
});

const objectsWith = (...parts: Parameters<typeof partsWith>): readonly Entry[] =>
  tester.objects(partsWith(...parts), "databases/web");

const find = (objects: readonly Entry[], kind: string, name: string): Entry => {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  expect(found, `${kind} ${name}`).toHaveLength(1);
  return found[0];
};

const podsOf = (name: string) => ({
  podSelector: { matchLabels: { "app.kubernetes.io/instance": name, "app.kubernetes.io/name": name } },
});

describe("one contract whatever the engine", () => {
  const KEYS = ["host", "read-host", "pool-host", "port", "dbname", "username", "password", "uri"];

  test.each(ENGINES)("FF48: %s has every key of it", (engine) => {
    const objects = objectsWith(engine);
    const { spec } = find(objects, "ExternalSecret", "web-database");
    expect(Object.keys(spec.target.template.data).toSorted()).toEqual(KEYS.toSorted());
    const made = {
      rds: () => find(objects, "ExternalSecret", "web-db-ca").spec.data.map(({ secretKey }: Entry) => secretKey),
      // CloudNativePG makes a Secret of this name itself, for a Cluster of this name.
      cnpg: () => (find(objects, "Cluster", "web-db") ? ["ca.crt"] : []),
      statefulset: () => (find(objects, "Certificate", "web-db-ca").spec.secretName === "web-db-ca" ? ["ca.crt"] : []),
    };
    expect(made[engine]()).toEqual(["ca.crt"]);
  });

  test("with RDS it comes from Secrets Manager, and follows what is rotated there", () => {
    const { spec } = find(objectsWith("rds"), "ExternalSecret", "web-database");
    expect(spec.refreshInterval).toBe("1h");
    const keys = new Set(spec.data.map(({ remoteRef }: Entry) => remoteRef.key));
    expect(keys).toEqual(new Set(["web/database", "web/database-password"]));
    expect(spec.target.template.data).toMatchObject({
      host: '{{ index . "host" }}',
      uri: '{{ index . "host" }}:{{ index . "port" }}/{{ index . "dbname" }}?sslmode=verify-full&sslrootcert=/etc/database/ca.crt',
    });
  });

  test("with RDS neither password depends on where the instance is", () => {
    const objects = objectsWith("rds");
    const passwordOf = (name: string) =>
      find(objects, "ExternalSecret", name).spec.data.find(({ secretKey }: Entry) => secretKey === "password");
    expect(passwordOf("web-database").remoteRef).toEqual({ key: "web/database-password" });
    expect(passwordOf("web-db-admin").remoteRef).toEqual({ key: "web/database-admin-password" });
    expect(find(objects, "ExternalSecret", "web-db-admin").spec.target.template.data).toEqual({
      host: '{{ index . "host" }}',
      port: '{{ index . "port" }}',
      dbname: "postgres",
      username: "postgres",
      password: '{{ index . "password" }}',
    });
  });

  test.each(["cnpg", "statefulset"] as const)("with %s no password is ever made twice", (engine) => {
    const made = objectsWith(engine).filter(({ kind, spec }) => kind === "ExternalSecret" && spec.dataFrom);
    expect(made.length).toBeGreaterThanOrEqual(2);
    for (const { spec } of made) {
      expect(spec).toMatchObject({
        refreshPolicy: "CreatedOnce",
        target: { creationPolicy: "Orphan", immutable: true },
      });
    }
  });

  test("addresses in the cluster are Services, and the certificate is for each of them", () => {
    const objects = objectsWith("statefulset");
    const { data } = find(objects, "ExternalSecret", "web-database").spec.target.template;
    const hosts = [data.host, data["read-host"], data["pool-host"]];
    for (const host of hosts) find(objects, "Service", host);
    expect(find(objects, "Certificate", "web-db-server").spec.dnsNames).toEqual(hosts);
    expect(find(objectsWith("cnpg"), "Cluster", "web-db").spec.certificates.serverAltDNSNames).toEqual(hosts);
  });

  test("no pod holds a password in its environment", () => {
    for (const engine of ENGINES) {
      for (const { spec } of objectsWith(engine).filter(({ kind }) =>
        ["Deployment", "Job", "StatefulSet"].includes(kind),
      )) {
        const [container] = spec.template.spec.containers;
        for (const { name, value } of container.env ?? []) {
          if (/PASS|USER/.test(name)) expect(value, name).toMatch(/^\/etc\//);
        }
      }
    }
  });
});

describe("NetworkPolicies", () => {
  const policy = (engine: Engine, name = "web-db", environment = {}) =>
    find(objectsWith(engine, {}, environment), "NetworkPolicy", name).spec;

  test("law 4: the database admits its service, the exporter, the backup and what prepares it", () => {
    const clients = ["web", "web-db-exporter", "web-db-backup"].map(podsOf);
    const ports = [{ port: 5432, protocol: "TCP" }];
    expect(policy("statefulset").ingress).toEqual([{ from: [...clients, podsOf("web-db-prepare")], ports }]);
    expect(policy("statefulset").egress).toBeUndefined();
    expect(policy("cnpg", "web-db-clients").ingress[0]).toEqual({ from: clients, ports });
  });

  test("CloudNativePG: its operator and its own pods, and Prometheus at the metrics alone", () => {
    const cluster = { podSelector: { matchLabels: { "cnpg.io/cluster": "web-db" } } };
    const { podSelector, ingress, egress } = policy("cnpg");
    expect(podSelector).toEqual(cluster.podSelector);
    const portsOf = (rule: Entry) => rule.ports.map(({ port }: Entry) => port);
    expect(ingress.map((rule: Entry) => [rule.from, portsOf(rule)])).toEqual([
      [[cluster], [5432, 8000]],
      [
        [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "cnpg-system" } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": "cloudnative-pg" } },
          },
        ],
        [5432, 8000],
      ],
    ]);
    const [, measured] = policy("cnpg", "web-db-clients").ingress;
    expect(measured.from[0].podSelector.matchLabels).toMatchObject({ "app.kubernetes.io/instance": "prometheus" });
    expect(portsOf(measured)).toEqual([9187]);
    // DNS, itself, the API server, the identity, S3.
    expect(egress.map(portsOf)).toEqual([[53, 53], [5432, 8000], [443], [80], [443]]);
  });

  test.each(ENGINES)("%s: the exporter reaches the database and is reached by Prometheus", (engine) => {
    const { ingress, egress } = policy(engine, "web-db-exporter");
    expect(ingress.map(({ ports }: Entry) => ports)).toEqual([[{ port: 9187, protocol: "TCP" }]]);
    const toDatabase = {
      rds: { ipBlock: { cidr: "10.30.8.0/26" } },
      cnpg: { podSelector: { matchLabels: { "cnpg.io/cluster": "web-db", "cnpg.io/podRole": "instance" } } },
      statefulset: podsOf("web-db"),
    };
    expect(egress).toHaveLength(2);
    expect(egress[1].to[0]).toEqual(toDatabase[engine]);
  });
});

describe("CloudNativePG", () => {
  test("read replicas come on top of the instances, and reads go to replicas", () => {
    const objects = objectsWith("cnpg", { readReplicas: 2 });
    expect(find(objects, "Cluster", "web-db").spec.instances).toBe(5);
    expect(find(objects, "Service", "web-db-read").spec.selector["cnpg.io/instanceRole"]).toBe("replica");
  });

  test("one instance alone answers reads too, and waits for nobody", () => {
    const environment = { tier: "nonprod", database: { engine: "cnpg", instances: 1 } };
    const objects = tester.objects({ ...partsWith("cnpg"), environment }, "databases/web");
    expect(find(objects, "Service", "web-db-read").spec.selector["cnpg.io/instanceRole"]).toBe("primary");
    expect(find(objects, "Cluster", "web-db").spec.postgresql.synchronous).toBeUndefined();
  });

  test("a pooler is there when the environment wants one, at the address that was there before", () => {
    const without = objectsWith("cnpg");
    expect(without.filter(({ kind }) => kind === "Pooler")).toEqual([]);
    expect(find(without, "Service", "web-db-pool").spec.selector["cnpg.io/instanceRole"]).toBe("primary");
    const objects = objectsWith("cnpg", {}, { pooler: 3 });
    const { instances, pgbouncer } = find(objects, "Pooler", "web-db-pooler").spec;
    expect(find(objects, "Service", "web-db-pool").spec.selector).toEqual({ "cnpg.io/poolerName": "web-db-pooler" });
    // FF16: all pods of it together leave room for the others.
    expect(instances * Number(pgbouncer.parameters.default_pool_size)).toBeLessThanOrEqual(100 - 3 - 8);
  });

  test("FF23: the write-ahead log is archived, and base backups follow the spec's schedule and retention", () => {
    const objects = objectsWith("cnpg", {}, { backup: { schedule: "30 3 * * 0", retention: "35d" } });
    const [plugin] = find(objects, "Cluster", "web-db").spec.plugins;
    expect(plugin).toMatchObject({ isWALArchiver: true, parameters: { barmanObjectName: "web-db" } });
    expect(find(objects, "ObjectStore", "web-db").spec).toMatchObject({
      configuration: { destinationPath: "s3://shop-prod-backups-333333333333/cnpg" },
      retentionPolicy: "35d",
    });
    expect(find(objects, "ScheduledBackup", "web-db").spec.schedule).toBe("0 30 3 * * 0");
  });

  test("an extension is declared, so that one that joins later is made too", () => {
    expect(objectsWith("cnpg").filter(({ kind }) => kind === "Database")).toEqual([]);
    const { spec } = find(objectsWith("cnpg", { extensions: ["pgcrypto", "citext"] }), "Database", "web-db");
    expect(spec.extensions).toEqual([{ name: "pgcrypto" }, { name: "citext" }]);
  });

  test("FF46: the longest name of a service still names a Cluster", () => {
    const name = "a".repeat(40);
    const parts = { ...partsWith("cnpg"), services: { [name]: { database: { size: "10Gi" } } } };
    const { metadata } = tester.object(parts, `databases/${name}`, "Cluster");
    expect(metadata.name.length).toBeLessThanOrEqual(50);
  });
});

describe("what runs beside the database", () => {
  test("FF47: the preparation is a hook of the sync, after its Secrets, without a TTL", () => {
    for (const engine of ["rds", "statefulset"] as const) {
      const { metadata, spec } = find(objectsWith(engine), "Job", "web-db-prepare");
      expect(metadata.annotations).toMatchObject({
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation,HookSucceeded",
        "argocd.argoproj.io/sync-wave": "1",
      });
      expect(spec).toMatchObject({ backoffLimit: 5, activeDeadlineSeconds: 600 });
      expect(spec).not.toHaveProperty("ttlSecondsAfterFinished");
    }
    expect(objectsWith("cnpg").filter(({ kind, metadata }) => kind === "Job" || /prepare/.test(metadata.name))).toEqual(
      [],
    );
  });

  test("FF52: the exporter reads checkpoints where PostgreSQL has them", () => {
    const argsOf = (version: string) =>
      find(objectsWith("rds", {}, { version }), "Deployment", "web-db-exporter").spec.template.spec.containers[0].args;
    expect(argsOf("16")).toEqual(["--collector.long_running_transactions"]);
    expect(argsOf("17")).toEqual(["--collector.long_running_transactions", "--collector.stat_checkpointer"]);
  });

  test("a change of the server's settings replaces its pod, one of its backups does not", () => {
    const hashOf = (environment: object) =>
      find(objectsWith("statefulset", {}, environment), "StatefulSet", "web-db").spec.template.metadata.annotations;
    expect(hashOf({})).toEqual(hashOf({ backup: { schedule: "1 1 * * *" } }));
    expect(hashOf({})).not.toEqual(hashOf({ resources: { memory: "1Gi" } }));
  });

  test.each(ENGINES)("FF05: %s asks for no more than its demands say", (engine) => {
    const parts = partsWith(engine, { readReplicas: engine === "statefulset" ? 0 : 1 }, { pooler: 4 });
    const [compiled] = tester.platform(tester.specOf(parts)).environments;
    const objects = tester.objects(parts, "databases/web");
    const demands = databaseDemandsOf(compiled?.environment as never);
    const podsOfKind = { Deployment: 1, StatefulSet: 1, Job: 1 };
    const own = objects.filter(({ kind, metadata }) => kind in podsOfKind && metadata.name.startsWith("web-db"));
    for (const { metadata, spec } of own as Entry[]) {
      const demand = demands.find(({ workload }) => workload === metadata.name);
      expect(demand?.pods, metadata.name).toBe(spec.replicas ?? 1);
      const [{ resources }] = spec.template.spec.containers;
      expect(resources.limits.memory).toBe(`${(demand?.container.memoryLimit ?? 0) / 2 ** 20}Mi`);
    }
    if (engine !== "cnpg") return;
    const cluster = demands.find(({ workload }) => workload === "web-db");
    expect(cluster?.pods).toBe(4);
    expect(cluster && containersOf(cluster)).toHaveLength(2);
    // A rollout of four pods of a Deployment has one more.
    expect(demands.find(({ workload }) => workload === "web-db-pooler")?.pods).toBe(5);
  });
});

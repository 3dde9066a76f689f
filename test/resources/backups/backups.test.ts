import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHECKSUM_FILE, copiesPrefixOf, drillsPrefixOf } from "../../../src/naming/backups.ts";
import { databaseBackupOf, databaseUnitOf, restoreDrillOf } from "../../../src/naming/names.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { type SpecParts, tester } from "../../tester.ts";

const unit = databaseUnitOf("books");
const books = (database: object = {}, backup: object = {}): SpecParts => ({
  services: { books: { database: { size: "20Gi", ...database } } },
  environment: { database: { engine: "cnpg", backup: { retention: "30d", ...backup } } },
});
const backupOf = (parts: SpecParts) => tester.object(parts, unit, "CronJob", databaseBackupOf("books")).spec;
const drillOf = (parts: SpecParts) => tester.object(parts, unit, "CronJob", restoreDrillOf("books")).spec;
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
const podOf = (cronJob: any) => cronJob.jobTemplate.spec.template.spec;
// biome-ignore lint/suspicious/noExplicitAny: as above
const namesOf = (list: any) => list.map(({ name }: { name: string }) => name);

describe("FF23: a Job that comes due", () => {
  test("starts at its time in UTC, alone, not much too late, and ends before the next one", () => {
    const parts = books({}, { schedule: "0 */2 * * *", drill: "0 4 15 * *" });
    expect(backupOf(parts)).toMatchObject({
      schedule: "0 */2 * * *",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 1800,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { backoffLimit: 1, activeDeadlineSeconds: 5400, ttlSecondsAfterFinished: 21_600 } },
    });
    expect(drillOf(parts)).toMatchObject({
      schedule: "0 4 15 * *",
      jobTemplate: { spec: { activeDeadlineSeconds: 43_200 } },
    });
  });

  test("runs its steps one after the other, each with a volume that the next one gets", () => {
    const backup = podOf(backupOf(books()));
    expect([namesOf(backup.initContainers), namesOf(backup.containers)]).toEqual([["dump"], ["upload"]]);
    const drill = podOf(drillOf(books()));
    expect([namesOf(drill.initContainers), namesOf(drill.containers)]).toEqual([["fetch", "restore"], ["record"]]);
    expect(backup.restartPolicy).toBe("Never");
    const storageOf = (pod: typeof backup) => pod.volumes[0].ephemeral.volumeClaimTemplate.spec;
    expect(storageOf(backup)).toMatchObject({
      storageClassName: "encrypted-gp3-scratch",
      resources: { requests: { storage: "20Gi" } },
    });
    expect(storageOf(drill).resources.requests.storage).toBe("42Gi");
  });

  test("leaves no disk behind: its volume goes with its pod, even where a database's outlives its claim", () => {
    for (const tier of ["prod", "nonprod"]) {
      const parts = books();
      const of = { ...parts, environment: { ...parts.environment, tier } };
      const classOf = (name: string) => tester.object(of, "platform", "StorageClass", name).reclaimPolicy;
      for (const job of [backupOf(of), drillOf(of)]) {
        const { storageClassName } = podOf(job).volumes[0].ephemeral.volumeClaimTemplate.spec;
        expect(classOf(storageClassName)).toBe("Delete");
      }
      const { storageClass } = tester.object(of, unit, "Cluster").spec.storage;
      expect(classOf(storageClass)).toBe(tier === "prod" ? "Retain" : "Delete");
    }
  });

  test("has a name that the API server takes, however long the service's is (FF46)", () => {
    const longest = "a".repeat(40);
    expect(databaseBackupOf(longest).length).toBeLessThanOrEqual(52);
    expect(restoreDrillOf(longest).length).toBeLessThanOrEqual(52);
  });
});

describe("who sees what", () => {
  test("the password is mounted by the dump alone, the bucket is known to the others alone", () => {
    const containers = [backupOf(books()), drillOf(books())]
      .map(podOf)
      .flatMap((pod) => [...pod.initContainers, ...pod.containers]);
    const mounting = (path: string) =>
      namesOf(
        containers.filter(({ volumeMounts }) =>
          volumeMounts.some((mount: object) => "mountPath" in mount && mount.mountPath === path),
        ),
      );
    expect(mounting("/etc/database")).toEqual(["dump"]);
    expect(mounting("/etc/passwd")).toEqual(["restore"]);
    expect(namesOf(containers.filter(({ envFrom }) => envFrom !== undefined))).toEqual(["upload", "fetch", "record"]);
    expect(JSON.stringify(containers)).not.toContain("secretKeyRef");
  });

  test("a drill reaches no database", () => {
    const policies = tester.objects(books(), unit).filter(({ kind }) => kind === "NetworkPolicy");
    const named = (name: string) => policies.filter(({ metadata }) => metadata.name.startsWith(name));
    expect(named(restoreDrillOf("books"))).toHaveLength(1);
    expect(JSON.stringify(named(restoreDrillOf("books")))).not.toContain("5432");
    expect(named(databaseBackupOf("books"))).toHaveLength(2);
    expect(JSON.stringify(named(databaseBackupOf("books")))).toContain("5432");
  });
});

describe("assertions", () => {
  test("are files, whatever they say (law 9), and absent where there are none", () => {
    const hostile = "SELECT '$HOME' <> '$(id)' -- `x` \\! :name\n";
    const data = tester.object(
      books({ assertions: ["SELECT true", hostile] }),
      unit,
      "ConfigMap",
      restoreDrillOf("books"),
    );
    expect(data.data).toEqual({ "1.sql": "SELECT true", "2.sql": hostile });
    const kinds = tester.objects(books(), unit).filter(({ metadata }) => metadata.name === restoreDrillOf("books"));
    expect(kinds.map(({ kind }) => kind)).not.toContain("ConfigMap");
  });
});

describe("what all share", () => {
  test("law 10: a second database changes neither settings nor scripts", () => {
    const shared = (parts: SpecParts) =>
      tester.objects(parts, "platform").filter(({ metadata }) => metadata.name.startsWith("databases-backup"));
    const two = { ...books(), services: { ...books().services, shop: { database: { size: "1Gi" } } } };
    expect(shared(books())).toHaveLength(2);
    expect(shared(two)).toEqual(shared(books()));
    expect(shared({ services: { books: {} } })).toEqual([]);
  });

  test("the layout of the bucket keeps services apart, one being the other's prefix too", () => {
    expect(copiesPrefixOf("books-2").startsWith(copiesPrefixOf("books"))).toBe(false);
    expect(drillsPrefixOf("books")).toBe("drills/books/");
    expect(tester.object(books(), "platform", "ConfigMap", "databases-backup-scripts").data["fetch.sh"]).toContain(
      `ends_with(Key, '/${CHECKSUM_FILE}')`,
    );
  });
});

const isOurs = ({ kind, metadata: { name } }: KubernetesObject) =>
  kind === "CronJob" && /-db-(?:backup|drill)$/.test(name);

test("law 3: whatever a Job names is there, for random specs", () => {
  let checked = 0;
  fc.assert(
    fc.property(spec, (data) => {
      for (const { units } of tester.platform(specText(data)).environments) {
        const objects = units.flatMap((one) => one.objects);
        const has = (kind: string, name: string) =>
          objects.some((object: KubernetesObject) => object.kind === kind && object.metadata.name === name);
        for (const { metadata, spec } of objects.filter(isOurs)) {
          const pod = podOf(spec);
          const scripts = objects.find(({ metadata: { name } }) => name === "databases-backup-scripts")?.data ?? {};
          const all = [...pod.initContainers, ...pod.containers];
          expect(has("ServiceAccount", pod.serviceAccountName), metadata.name).toBe(true);
          for (const { configMap } of pod.volumes)
            expect(configMap === undefined || has("ConfigMap", configMap.name)).toBe(true);
          for (const { command, envFrom = [], volumeMounts } of all) {
            expect(Object.keys(scripts)).toContain(command[1].replace("/scripts/", ""));
            for (const { configMapRef } of envFrom) expect(has("ConfigMap", configMapRef.name)).toBe(true);
            for (const { name } of volumeMounts) expect(namesOf(pod.volumes)).toContain(name);
          }
          checked++;
        }
      }
    }),
    { numRuns: 15 },
  );
  expect(checked).toBeGreaterThan(10);
});

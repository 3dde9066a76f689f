import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of an object under test
type Entry = any;

const podOf = (service: Record<string, unknown>) =>
  tester.object({ services: { web: service } }, "web", "Deployment").spec.template.spec;
const foldersOf = (service: Record<string, unknown>): readonly string[] =>
  podOf(service).containers[0].volumeMounts.map(({ mountPath }: Entry) => mountPath);

test("FF33: each runtime can write what it writes", () => {
  expect(foldersOf({ runtime: "go" })).toEqual(["/tmp"]);
  expect(foldersOf({ runtime: "static" })).toEqual(["/tmp", "/var/cache/nginx", "/var/run"]);
});

test("FF33: so can the service, and a folder that both name is one", () => {
  expect(foldersOf({ writable: ["/tmp", "/data"] })).toEqual(["/data", "/tmp"]);
});

test("folders that a name cannot tell apart have volumes of their own", () => {
  const writable = ["/srv/app", "/srv-app", "/SRV/app", "/srv/app.1", `/${"a/".repeat(60)}z`, `/${"a/".repeat(60)}y`];
  const names = podOf({ writable }).volumes.map(({ name }: Entry) => name);
  expect(new Set(names).size).toBe(writable.length + 1);
  expect(names).toContain("writable-srv-app");
  for (const name of names) expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
});

test("folders share half of what evicts the pod; the rest is for its logs", () => {
  const { containers, volumes } = podOf({ resources: { ephemeralStorage: "1Gi" }, writable: ["/a", "/b"] });
  expect(containers[0].resources.limits["ephemeral-storage"]).toBe("2Gi");
  expect(volumes.map(({ emptyDir }: Entry) => emptyDir.sizeLimit)).toEqual(["341Mi", "341Mi", "341Mi"]);
});

test("the pods of a service are the same whatever the engine of its database", () => {
  const podWith = (engine: string) =>
    tester.object(
      { services: { web: { database: { size: "10Gi" } } }, environment: { database: { engine } } },
      "web",
      "Deployment",
    ).spec.template;
  expect(podWith("cnpg")).toEqual(podWith("rds"));
});

test("secrets are files that the pod's group may read and nobody may write", () => {
  const { containers, volumes } = podOf({ secrets: ["key"], database: { size: "10Gi" } });
  expect(volumes.slice(0, 2)).toEqual([
    {
      name: "secrets",
      secret: { secretName: "web-secrets", defaultMode: 0o440, items: [{ key: "key", path: "key" }] },
    },
    {
      name: "database",
      projected: {
        defaultMode: 0o440,
        sources: [
          {
            secret: {
              name: "web-database",
              items: ["host", "read-host", "pool-host", "port", "dbname", "username", "password"].map((key) => ({
                key,
                path: key,
              })),
            },
          },
          { secret: { name: "web-db-ca", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        ],
      },
    },
  ]);
  expect(containers[0].volumeMounts.slice(0, 2)).toEqual([
    { name: "secrets", mountPath: "/etc/secrets", readOnly: true },
    { name: "database", mountPath: "/etc/database", readOnly: true },
  ]);
});

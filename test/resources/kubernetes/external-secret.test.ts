import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of an object under test
type Entry = any;

const services = { web: { secrets: ["stripe-api-key", "jwt-key"], database: { size: "10Gi" } } };
const secretNamed = (name: string): Entry =>
  tester.objects({ services }, "web").find(({ kind, metadata }) => kind === "ExternalSecret" && metadata.name === name);

test("FF48: each declared secret is a key of its own", () => {
  const { spec } = secretNamed("web-secrets");
  expect(spec.data.map(({ secretKey, remoteRef }: Entry) => [secretKey, remoteRef.key, remoteRef.property])).toEqual([
    ["jwt-key", "web/jwt-key", undefined],
    ["stripe-api-key", "web/stripe-api-key", undefined],
  ]);
  // No defaults of the API server: with server-side diff they are no difference.
  expect(spec.data[0]).toEqual({ secretKey: "jwt-key", remoteRef: { key: "web/jwt-key" } });
  expect(spec.target).toEqual({ name: "web-secrets", creationPolicy: "Owner", deletionPolicy: "Retain" });
});

test("the store names a region and no credentials, and is there only where it is used", () => {
  const { spec } = tester.object({ services }, "platform", "SecretStore");
  expect(spec).toEqual({ provider: { aws: { service: "SecretsManager", region: "us-west-2", prefix: "shop/prod/" } } });
  const kinds = tester.objects({ services: { web: {} } }, "platform").map(({ kind }) => kind);
  expect(kinds).not.toContain("SecretStore");
});

import { expect, test } from "vitest";
import { dnsValues } from "../../../src/resources/aws/route53/input.ts";
import { tester } from "../../tester.ts";

function hosts(services: Readonly<Record<string, Record<string, unknown>>>) {
  const { platform, environments, diagnostics } = tester.platform(tester.specOf({ services }));
  const [compiled] = environments;
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return dnsValues({ platform, ...compiled }).hosts;
}

test("FF41: every host that an Ingress names has a certificate, each once", () => {
  const services = {
    site: { expose: { host: "@" } },
    api: { expose: { host: "api", paths: ["/v1"] } },
    admin: { expose: { host: "api", paths: ["/v2"] } },
    worker: {},
  };
  expect(hosts(services)).toEqual(["api.shop.example", "shop.example"]);
  const named = ["site", "api", "admin"].flatMap((unit) =>
    tester
      .objects({ services }, unit)
      .filter(({ kind }) => kind === "Ingress")
      .flatMap((ingress) => (ingress as unknown as { spec: { rules: { host: string }[] } }).spec.rules)
      .map(({ host }) => host),
  );
  expect([...new Set(named)].toSorted()).toEqual(hosts(services));
});

test("where nothing is exposed there is no host, and so no zone", () => {
  expect(hosts({ worker: {} })).toEqual([]);
});

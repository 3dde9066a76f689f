import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const buckets = (...names: readonly string[]) => ({
  services: { web: { buckets: names.map((name) => ({ name, access: "read" })) } },
});
const code = "data/bucket-name error @";

test("a bucket's whole name has 63 characters", () => {
  // shop-prod- and -333333333333 take 23.
  expect(findings(buckets("a".repeat(40)))).toEqual([]);
  const environment = { aws: { account: "333333333333" } };
  const long = (name: string) =>
    findings({ ...buckets(name), environment }, (spec) => {
      spec.metadata.name = "a-longer-shop";
    });
  expect(long("a".repeat(31))).toEqual([]);
  expect(long("a".repeat(32))).toEqual([`${code} web.buckets.- name: ${"a".repeat(32)}`]);
});

test.each(["alb-logs", "backups", "log-snapshots", "terraform-state"])("no service has the platform's %s", (name) => {
  expect(findings(buckets(name))).toEqual([`${code} web.buckets.- name: ${name}`]);
  expect(findings(buckets(`${name}-2`))).toEqual([]);
});

test.each(["xn--shop", "sthree-x", "sthree", "amzn-s3-demo"])("S3 lets no bucket start like %s", (name) => {
  const named = (text: string) =>
    findings({ services: {} }, (spec) => {
      spec.metadata.name = text;
    });
  expect(named(name)).toEqual([`${code} metadata.name: ${name}`]);
  expect(named(`x${name}`)).toEqual([]);
});

import { expect, test } from "vitest";
import { addDev, findings } from "./findings.ts";

type Environments = Record<string, { aws: Record<string, string>; cluster: Record<string, string>; tier: string }>;

const shared = (change: (environments: Environments) => void) =>
  findings({ services: {} }, (spec) => {
    addDev(spec);
    change(spec.environments);
  });

test("FF58: no common cluster name, domain or account with production", () => {
  const code = "environments/not-isolated error @ prod";
  expect(shared(({ dev }) => Object.assign(dev?.cluster ?? {}, { name: "shop" }))).toEqual([
    `${code}.cluster.name: shop`,
  ]);
  expect(shared(({ dev }) => Object.assign(dev?.aws ?? {}, { domain: "shop.example" }))).toEqual([
    `${code}.aws.domain: shop.example`,
  ]);
  expect(shared(({ dev }) => Object.assign(dev?.aws ?? {}, { account: "333333333333" }))).toEqual([
    `${code}.aws.account: "333333333333"`,
  ]);
  expect(shared(() => {})).toEqual([]);
});

test("FF58: others may share an account, where Terraform does not own it", () => {
  const same = (terraform: boolean) =>
    findings({ services: {} }, (spec) => {
      addDev(spec);
      spec.terraform = terraform;
      spec.environments.dev.aws.account = spec.environments.prod.aws.account;
      spec.environments.prod.tier = "nonprod";
    });
  expect(same(false)).toEqual([]);
  expect(same(true)).toEqual(['environments/not-isolated error @ prod.aws.account: "333333333333"']);
});

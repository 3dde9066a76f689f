import { expect, test } from "vitest";
import { addDev, findings } from "./findings.ts";

const vpc = (cidr: string, serviceCidr = "172.20.0.0/16") =>
  findings({ services: {} }, (spec) => {
    addDev(spec);
    spec.environments.dev.aws.cidr = cidr;
    spec.environments.dev.cluster.serviceCidr = serviceCidr;
  });

test("FF39: VPCs do not overlap", () => {
  expect(vpc("10.30.0.0/16")).toEqual(["network/cidr-overlap error @ prod.aws.cidr: 10.30.0.0/16"]);
  expect(vpc("10.31.0.0/16")).toEqual([]);
});

test("FF39: Services overlap no VPC, neither their own nor another", () => {
  expect(vpc("10.31.0.0/16", "10.31.64.0/20")).toEqual([
    "network/cidr-overlap error @ dev.cluster.serviceCidr: 10.31.64.0/20",
  ]);
  expect(vpc("10.31.0.0/16", "10.30.64.0/20")).toEqual(["network/cidr-overlap error @ prod.aws.cidr: 10.30.0.0/16"]);
  expect(vpc("10.31.0.0/16", "10.32.0.0/20")).toEqual([]);
});

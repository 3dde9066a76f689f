import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const services = (cidr: string) => findings({ services: {}, environment: { cluster: { serviceCidr: cidr } } });

const refused = (cidr: string) => [`network/service-range error @ prod.cluster.serviceCidr: ${cidr}`];

test("Services have private addresses, 256 to a million of them", () => {
  expect(services("172.20.0.0/25")).toEqual(refused("172.20.0.0/25"));
  expect(services("172.20.0.0/24")).toEqual([]);
  expect(services("172.16.0.0/12")).toEqual([]);
  expect(services("100.64.0.0/16")).toEqual(refused("100.64.0.0/16"));
  expect(services("172.32.0.0/16")).toEqual(refused("172.32.0.0/16"));
});

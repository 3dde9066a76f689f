import { describe, expect, test } from "vitest";
import {
  ENDPOINTS_WITHOUT_POLICY,
  INTERFACE_ENDPOINTS,
  isAwsApi,
  LOAD_BALANCING_ENDPOINT,
} from "../../../src/catalog/vpc-endpoints.ts";
import { accountValues } from "../../../src/resources/aws/account/input.ts";
import { networkValues } from "../../../src/resources/aws/vpc/input.ts";
import { containsCidr, formatCidr, parseCidr, sizeOfCidr } from "../../../src/schema/cidr.ts";
import { compileSample, SAMPLES } from "../../properties/compiled.ts";
import { type SpecParts, tester } from "../../tester.ts";

/** Values of the one environment of a spec. */
function valuesOf(parts: SpecParts) {
  const { platform, environments, diagnostics } = tester.platform(tester.specOf(parts));
  const [compiled] = environments;
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  const context = { ...compiled, platform };
  return { ...networkValues(context), ...accountValues(context) };
}

const AWS = {
  account: "333333333333",
  region: "us-west-2",
  zones: ["a", "c"],
  cidr: "10.30.0.0/16",
  domain: "shop.example",
};
const shop = (aws: object = {}, tier = "prod", services: SpecParts["services"] = {}) =>
  valuesOf({ services, environment: { tier, aws: { ...AWS, ...aws } } });

describe("the network that Terraform builds is the one that policies speak of", () => {
  test.each(SAMPLES)("%s", (entry) => {
    const { platform, environments } = compileSample(entry);
    if (platform === undefined) throw new Error("no platform");
    for (const compiled of environments) {
      const { environment } = compiled;
      const { network } = networkValues({ ...compiled, platform });
      expect(network.cidr).toBe(formatCidr(environment.aws.cidr));
      expect(Object.keys(network.zones)).toEqual(environment.aws.zones.map((zone) => environment.aws.region + zone));
      for (const { zone, ...planned } of environment.subnets) {
        const { endpoint, ...always } = planned;
        const blocks = Object.entries({ ...always, ...(environment.aws.interfaceEndpoints && { endpoint }) });
        expect(Object.entries(network.zones[zone] ?? {}).filter(([, block]) => block !== undefined)).toEqual(
          blocks.map(([kind, block]) => [kind, formatCidr(block)]),
        );
      }
    }
  });
});

describe("NAT gateways and interface endpoints", () => {
  test("by tier, unless the spec says otherwise", () => {
    expect(shop().network).toMatchObject({ nat: "zone", interface_endpoints: expect.arrayContaining(["ec2"]) });
    expect(shop({}, "nonprod").network).toMatchObject({ nat: "single", interface_endpoints: [] });
    expect(shop({ interfaceEndpoints: false }).network.interface_endpoints).toEqual([]);
    const rehearsal = shop({ nat: "zone", interfaceEndpoints: true }, "nonprod").network;
    expect(rehearsal).toEqual(shop().network);
  });

  test("subnets of endpoints are there with the endpoints", () => {
    expect(Object.values(shop().network.zones).map(({ endpoint }) => endpoint)).toEqual([
      "10.30.10.0/27",
      "10.30.10.32/27",
    ]);
    const { zones } = shop({}, "nonprod").network;
    expect(Object.values(zones).map(({ endpoint }) => endpoint)).toEqual([undefined, undefined]);
  });

  test("the load balancer's API is reached within the VPC where there is a load balancer", () => {
    expect(shop().network.interface_endpoints).not.toContain(LOAD_BALANCING_ENDPOINT);
    const exposed = { web: { expose: { host: "www" } } };
    expect(shop({}, "prod", exposed).network.interface_endpoints).toContain(LOAD_BALANCING_ENDPOINT);
  });

  test("each endpoint has an address in the subnet of a zone, of which AWS keeps five", () => {
    const { endpoint = "" } = Object.values(shop().network.zones)[0] ?? {};
    const subnet = parseCidr(endpoint);
    if (subnet === undefined) throw new Error("no subnet of endpoints");
    expect(INTERFACE_ENDPOINTS.length + 1).toBeLessThanOrEqual(sizeOfCidr(subnet) - 5);
    expect(containsCidr({ address: 10 * 2 ** 24 + 30 * 2 ** 16, prefix: 16 }, subnet)).toBe(true);
  });

  test("pods under our policies call S3 and STS alone, so neither has an interface endpoint (FF30)", () => {
    expect(INTERFACE_ENDPOINTS.filter((name) => ["s3", "sts"].includes(name))).toEqual([]);
    for (const name of ENDPOINTS_WITHOUT_POLICY) expect(INTERFACE_ENDPOINTS).toContain(name);
  });

  test("names of AWS's APIs", () => {
    for (const host of ["sqs.us-west-2.amazonaws.com", "eks-auth.us-west-2.api.aws"]) expect(isAwsApi(host)).toBe(true);
    for (const host of ["api.stripe.com", "amazonaws.com.example", "myamazonaws.com"])
      expect(isAwsApi(host)).toBe(false);
  });
});

describe("who is told", () => {
  test("of alarms and of the budget", () => {
    const contacts = ["ops@shop.example", "cto@shop.example"];
    expect(shop({ contacts, budget: 6000 }).alarms).toEqual({
      contacts: ["cto@shop.example", "ops@shop.example"],
      budget_usd_per_month: 6000,
    });
    expect(shop().alarms).toEqual({ contacts: [] });
  });

  const wrong = (aws: object) => {
    const { diagnostics } = tester.platform(tester.specOf({ services: {}, environment: { aws: { ...AWS, ...aws } } }));
    return diagnostics.map(({ code, message, help }) => `${code}: ${message} ${help}`).join("\n");
  };

  test.each([
    ["a budget of which nobody is told", { budget: 100 }, "at least one e-mail address"],
    ["a budget of nothing", { budget: 0, contacts: ["a@b.example"] }, "a whole number from 1"],
    ["no address", { contacts: ["ops"] }, "an e-mail address, such as"],
    ["text around an address", { contacts: ["Ops <ops@shop.example>"] }, "an e-mail address, such as"],
    ["an address twice", { contacts: ["a@b.example", "a@b.example"] }, "each e-mail address once"],
    ["eleven addresses", { contacts: Array.from({ length: 11 }, (_, at) => `a${at}@b.example`) }, "at most ten"],
    ["another word for nat", { nat: "none" }, "zone"],
  ])("is refused: %s", (_, aws, expected) => expect(wrong(aws)).toContain(expected));
});

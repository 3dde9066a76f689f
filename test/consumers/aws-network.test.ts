import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider/index.js";
import { describe, expect } from "vitest";
import { AWS_PROVIDER, TERRAFORM_VERSION } from "../../src/catalog/terraform.ts";
import { printHcl, printTfvars } from "../../src/print/hcl.ts";
import { accountVariables } from "../../src/resources/aws/account/input.ts";
import { account } from "../../src/resources/aws/account/module.ts";
import { bastion } from "../../src/resources/aws/bastion/module.ts";
import {
  callModule,
  declare,
  declareVariables,
  local,
  of,
  requirements,
  synthesize,
} from "../../src/resources/aws/cdktn.ts";
import { terraformFolders } from "../../src/resources/aws/load.ts";
import { rootValues, rootVariables } from "../../src/resources/aws/root/input.ts";
import { networkVariables } from "../../src/resources/aws/vpc/input.ts";
import { vpc } from "../../src/resources/aws/vpc/module.ts";
import { tester } from "../tester.ts";
import { testWith } from "./judge.ts";
import { type Root, tofuJudge, withRoot } from "./opentofu.ts";

const { platform, environment, tier, account: number, region } = rootVariables;
const VARIABLES = {
  ...{ platform, environment, tier, account: number, region },
  ...networkVariables,
  ...accountVariables,
};

/** The three modules below a root that has the variables of the real one for them. */
const root = synthesize((scope) => {
  requirements(scope, `>= ${TERRAFORM_VERSION}`, { aws: AWS_PROVIDER });
  declare(scope, AwsProvider, "aws", { region: of("var.region") });
  declareVariables(scope, VARIABLES);
  local(scope, "name", of('format("%s-%s", var.platform, var.environment)'));
  for (const { name, call } of [account, vpc, bastion]) callModule(scope, name, call);
});

/** What the compiler writes for an environment. */
function valuesOf(zones: readonly string[], aws: object, tier = "prod"): string {
  const cidr = "10.30.0.0/16";
  const { platform, environments, diagnostics } = tester.platform(
    tester.specOf({
      services: {},
      environment: {
        tier,
        aws: { account: "333333333333", region: "us-west-2", zones, cidr, domain: "shop.example", ...aws },
      },
    }),
  );
  const [compiled] = environments;
  if (!platform || !compiled) throw new Error(JSON.stringify(diagnostics));
  const values = Object.entries(rootValues({ ...compiled, platform }));
  return printTfvars(Object.fromEntries(values.filter(([name]) => Object.hasOwn(VARIABLES, name))) as never);
}

const TOLD = { contacts: ["ops@shop.example"], budget: 100 };
const PROD = valuesOf(["a", "c"], TOLD);

function withNetwork<T>(use: (network: Network) => T): T {
  const modules = [...(terraformFolders() ?? [])].filter(([folder]) =>
    /^modules\/(account|bastion|vpc)\/$/.test(folder),
  );
  const files = {
    "main.tf": printHcl(root.blocks),
    ...Object.fromEntries(modules.map(([folder, { blocks }]) => [`${folder}main.tf`, printHcl(blocks)])),
  };
  return withRoot(files, (opened) => {
    expect(opened.fmtCheck()).toMatchObject({ ok: true });
    expect(opened.init()).toMatchObject({ ok: true });
    expect(opened.validate()).toEqual([]);
    return use(networkOf(opened));
  });
}

type Network = ReturnType<typeof networkOf>;

function networkOf(opened: Root) {
  const plan = (values: string) => {
    writeFileSync(join(opened.folder, "judged.tfvars"), values);
    return opened.plan("judged.tfvars");
  };
  /** What a change of the values does to what is there, by address. */
  const apply = (values: string): ReadonlyMap<string, string> => {
    expect(plan(values)).toMatchObject({ ok: true });
    const changes = opened
      .planned()
      .resource_changes.map(({ address, change }) => [address, change.actions.join("-")] as const);
    expect(opened.apply()).toMatchObject({ ok: true });
    expect(plan(values)).toMatchObject({ ok: true, hasChanges: false });
    return new Map(changes.filter(([, actions]) => actions !== "no-op" && actions !== "read"));
  };
  return { plan, apply, resources: () => resourcesOf(opened.state() as never) };
}

// biome-ignore lint/suspicious/noExplicitAny: arguments of resources
type Values = Readonly<Record<string, any>>;

interface StateModule {
  readonly resources?: readonly { readonly address: string; readonly values: Values }[];
  readonly child_modules?: readonly StateModule[];
}

/** Arguments of what there is, by address without its module. */
function resourcesOf({ values: { root_module } }: { readonly values: { readonly root_module: StateModule } }) {
  const below = ({ resources = [], child_modules = [] }: StateModule): (readonly [string, Values])[] => [
    ...resources.map(({ address, values }) => [address.replace(/^module\.\w+\./, ""), values] as const),
    ...child_modules.flatMap(below),
  ];
  return new Map(below(root_module));
}

describe("the network as Terraform builds it", () => {
  testWith(tofuJudge, "FF37: each zone leaves through its own NAT gateway in production, and data through none", () =>
    withNetwork(({ apply, resources }) => {
      apply(PROD);
      const there = resources();
      for (const zone of ["us-west-2a", "us-west-2c"]) {
        const gateway = there.get(`aws_nat_gateway.this["${zone}"]`);
        expect(gateway?.subnet_id).toBe(there.get(`aws_subnet.public["${zone}"]`)?.id);
        expect(there.get(`aws_route.private["${zone}"]`)).toMatchObject({
          route_table_id: there.get(`aws_route_table_association.private["${zone}"]`)?.route_table_id,
          nat_gateway_id: gateway?.id,
        });
        for (const kind of ["database", "cluster", "endpoint"])
          expect(there.get(`aws_route_table_association.${kind}["${zone}"]`)).toMatchObject({
            subnet_id: there.get(`aws_subnet.${kind}["${zone}"]`)?.id,
            route_table_id: there.get("aws_route_table.isolated")?.id,
          });
      }
      const routed = [...there].filter(([address]) => address.startsWith("aws_route.")).map(([, route]) => route);
      expect(routed).toHaveLength(3);
      expect(routed.map((route) => route.route_table_id)).not.toContain(there.get("aws_route_table.isolated")?.id);
    }),
  );

  testWith(
    tofuJudge,
    "FF38: the bastion has no address outside, no key and no open port, and what it needs is within",
    () =>
      withNetwork(({ apply, resources }) => {
        apply(PROD);
        const there = resources();
        const instance = there.get("aws_instance.this") ?? {};
        expect(instance).toMatchObject({
          subnet_id: there.get('aws_subnet.private["us-west-2a"]')?.id,
          associate_public_ip_address: false,
          vpc_security_group_ids: [there.get("aws_security_group.this")?.id],
          metadata_options: [expect.objectContaining({ http_tokens: "required", http_put_response_hop_limit: 1 })],
          root_block_device: [
            expect.objectContaining({ encrypted: true, kms_key_id: there.get("aws_kms_key.this")?.arn }),
          ],
        });
        const rules = [...there].filter(([address]) => /^aws_vpc_security_group_(in|e)gress_rule\./.test(address));
        const ofBastion = rules.filter(([, rule]) => rule.security_group_id === instance.vpc_security_group_ids[0]);
        expect(ofBastion.map(([address, { from_port, to_port }]) => [address, from_port, to_port])).toEqual([
          ["aws_vpc_security_group_egress_rule.https", 443, 443],
        ]);
        for (const service of ["ssm", "ssmmessages", "kms", "logs"])
          expect(there.get(`aws_vpc_endpoint.interface["${service}"]`)).toMatchObject({
            private_dns_enabled: true,
            service_name: `com.amazonaws.us-west-2.${service}`,
            subnet_ids: ["a", "c"].map((zone) => there.get(`aws_subnet.endpoint["us-west-2${zone}"]`)?.id).toSorted(),
          });
        const session = JSON.parse(there.get("aws_ssm_document.sessions")?.content).inputs;
        expect(session).toMatchObject({
          cloudWatchLogGroupName: there.get("aws_cloudwatch_log_group.this")?.name,
          kmsKeyId: there.get("aws_kms_key.this")?.arn,
        });
      }),
  );

  testWith(
    tofuJudge,
    "another zone, NAT gateways of all zones and endpoints are added without replacing anything",
    () =>
      withNetwork(({ apply }) => {
        const changed = (values: string) => new Set(apply(values).values());
        expect(changed(valuesOf(["a", "b"], {}, "nonprod"))).toEqual(new Set(["create"]));
        for (const values of [
          valuesOf(["a", "b", "c"], {}, "nonprod"),
          valuesOf(["a", "b", "c"], { nat: "zone" }, "nonprod"),
          valuesOf(["a", "b", "c"], { nat: "zone", interfaceEndpoints: true, ...TOLD }, "nonprod"),
        ])
          expect(["create", "update"]).toEqual(expect.arrayContaining([...changed(values)]));
      }),
  );

  testWith(tofuJudge, "outside production there is one NAT gateway, and nothing of endpoints that are not there", () =>
    withNetwork(({ apply, resources }) => {
      apply(valuesOf(["a", "c"], {}, "nonprod"));
      const there = resources();
      const gateways = [...there].filter(([address]) => address.startsWith("aws_nat_gateway."));
      expect(gateways.map(([address]) => address)).toEqual(['aws_nat_gateway.this["us-west-2a"]']);
      for (const zone of ["us-west-2a", "us-west-2c"])
        expect(there.get(`aws_route.private["${zone}"]`)?.nat_gateway_id).toBe(gateways[0]?.[1].id);
      expect([...there.keys()].filter((address) => /endpoint/.test(address.replace(/^data\..*/, "")))).toEqual([
        "aws_vpc_endpoint.s3",
      ]);
      expect([...there.keys()].filter((address) => /budget|subscription/.test(address))).toEqual([]);
    }),
  );

  testWith(tofuJudge, "values that break an invariant are refused before anything is planned", () =>
    withNetwork(({ plan }) => {
      expect(plan(PROD)).toMatchObject({ ok: true });
      for (const [from, to, message] of [
        ['"zone"', '"single"', "In production each zone has a NAT gateway"],
        ['"zone"', '"none"', "nat is zone or single"],
        ["10.30.32.0/19", "10.31.32.0/19", "Every subnet lies in the VPC"],
        ["10.30.32.0/19", "somewhere", "Every subnet lies in the VPC"],
        ["10.30.0.0/16", "10.30.0.0/20", "The VPC is a /16"],
        ["us-west-2c = {", "us-east-2c = {", "lies in the region of the"],
        ['      endpoint = "10.30.10.0/27"\n', "", "each zone has a subnet for them"],
        ['["ops@shop.example"]', "[]", "somebody is told of it"],
        ["ops@shop.example", "ops", "A contact is an e-mail address"],
        ['["ops@shop.example"]', '["ops@shop.example", "ops@shop.example"]', "each once"],
      ] as const) {
        expect(PROD).toContain(from);
        const { ok, said } = plan(PROD.replace(from, to));
        expect({ ok, said: said.replaceAll(/\s+/g, " ") }).toEqual({
          ok: false,
          said: expect.stringContaining(message),
        });
      }
    }),
  );
});

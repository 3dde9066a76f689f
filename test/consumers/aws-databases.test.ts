import { AwsProvider } from "@cdktn/provider-aws/lib/provider/index.js";
import { describe, expect } from "vitest";
import { AWS_PROVIDER, TERRAFORM_VERSION } from "../../src/catalog/terraform.ts";
import { printHcl, printTfvars } from "../../src/print/hcl.ts";
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
import { databaseVariables } from "../../src/resources/aws/rds/input.ts";
import { rds } from "../../src/resources/aws/rds/module.ts";
import { rootValues } from "../../src/resources/aws/root/input.ts";
import { secretVariables } from "../../src/resources/aws/secrets/input.ts";
import { secrets } from "../../src/resources/aws/secrets/module.ts";
import { string, variable } from "../../src/resources/aws/types.ts";
import { tester } from "../tester.ts";
import { testWith } from "./judge.ts";
import { type Root, type TofuPlan, tofuJudge, withRoot } from "./opentofu.ts";

const REGION = "eu-west-1";
const plain = (name: string) => variable(string, name);
const COMMON = {
  platform: plain("platform"),
  environment: plain("environment"),
  tier: plain("tier"),
  account: plain("account"),
  region: plain("region"),
};

/** The two modules below a root that has the variables of the real one for them, and values for the modules beside. */
const root = synthesize((scope) => {
  requirements(scope, `>= ${TERRAFORM_VERSION}`, { aws: AWS_PROVIDER });
  declare(scope, AwsProvider, "aws", { region: of("var.region") });
  declareVariables(scope, { ...COMMON, ...databaseVariables, ...secretVariables });
  local(scope, "name", of('format("%s-%s", var.platform, var.environment)'));
  callModule(scope, "secrets", secrets.call);
  callModule(scope, "rds", {
    ...rds.call,
    vpc_id: "vpc-0123456789abcdef0",
    subnet_ids: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
    node_security_group_id: "sg-0123456789abcdef0",
    alarm_topic_arn: `arn:aws:sns:${REGION}:333333333333:alarms`,
  });
});

const KEPT = new Set([...Object.keys(COMMON), ...Object.keys(databaseVariables), ...Object.keys(secretVariables)]);

type Values = Readonly<Record<string, unknown>>;

/** What the compiler would write for two services that store, and what `change` makes of it. */
function valuesOf(services: Readonly<Record<string, object>>, change: (values: Values) => Values = (values) => values) {
  const spec = tester.specOf({
    services: Object.fromEntries(
      Object.entries(services).map(([name, database]) => [
        name,
        { database: { size: "50Gi", ...database }, secrets: [`${name}-key`] },
      ]),
    ),
    environment: { database: { readReplicas: 0 } },
  });
  const { platform, environments, diagnostics } = tester.platform(spec);
  const [compiled] = environments;
  if (!platform || !compiled) throw new Error(JSON.stringify(diagnostics));
  const { environment, graph } = compiled;
  const values = { ...rootValues({ platform, environment, graph }), region: REGION };
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => KEPT.has(name)));
  return printTfvars(change(kept) as never);
}

function withDatabases<T>(values: Readonly<Record<string, string>>, use: (root: Root) => T): T {
  const modules = [...(terraformFolders() ?? [])].filter(([folder]) => /^modules\/(rds|secrets)\/$/.test(folder));
  return withRoot(
    {
      "main.tf": printHcl(root.blocks),
      ...Object.fromEntries(modules.map(([folder, { blocks }]) => [`${folder}main.tf`, printHcl(blocks)])),
      "environments/prod.rds-ca.pem": "CERTIFICATE\n",
      ...Object.fromEntries(Object.entries(values).map(([name, text]) => [`${name}.tfvars`, text])),
    },
    (opened) => {
      expect(opened.fmtCheck()).toMatchObject({ ok: true });
      expect(opened.init()).toMatchObject({ ok: true });
      expect(opened.validate()).toEqual([]);
      return use(opened);
    },
  );
}

const applied = (opened: Root, values: string): TofuPlan => {
  expect(opened.plan(`${values}.tfvars`)).toMatchObject({ ok: true });
  const planned = opened.planned();
  expect(opened.apply()).toMatchObject({ ok: true });
  return planned;
};

/** What a plan changes, by address, and how. */
const changesOf = ({ resource_changes: changes }: TofuPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(
    changes
      .filter(({ change: { actions } }) => actions.join() !== "no-op" && actions.join() !== "read")
      .map(({ address, change }) => [address, change.actions.join("-")]),
  );

const afterOf = ({ resource_changes: changes }: TofuPlan, address: string): Values =>
  changes.find((change) => change.address === address)?.change.after ?? {};

describe("databases and secrets in OpenTofu, before the provider's schema", () => {
  testWith(tofuJudge, "FF56: what an instance is, and what a replica takes over; a second plan is empty", () => {
    withDatabases({ one: valuesOf({ web: { readReplicas: 1 } }) }, (opened) => {
      const planned = applied(opened, "one");
      expect(afterOf(planned, 'module.rds.aws_db_instance.this["web"]')).toMatchObject({
        identifier: "shop-prod-web-db",
        final_snapshot_identifier: "shop-prod-web-db-final",
        engine_version: "17",
        parameter_group_name: "shop-prod-postgres17",
        allocated_storage: 50,
        max_allocated_storage: 100,
        multi_az: true,
        deletion_protection: true,
        backup_retention_period: 30,
        delete_automated_backups: false,
        skip_final_snapshot: false,
        storage_encrypted: true,
        publicly_accessible: false,
        ca_cert_identifier: "rds-ca-rsa2048-g1",
      });
      expect(afterOf(planned, 'module.rds.aws_db_instance.replica["web-db-read-1"]')).toMatchObject({
        identifier: "shop-prod-web-db-read-1",
        replicate_source_db: "shop-prod-web-db",
        publicly_accessible: false,
      });
      expect(opened.plan("one.tfvars")).toMatchObject({ ok: true, hasChanges: false });
    });
  });

  testWith(tofuJudge, "FF36: a database admits the nodes at its port, nothing else, and opens nothing", () => {
    withDatabases({ one: valuesOf({ web: {} }) }, (opened) => {
      expect(opened.plan("one.tfvars")).toMatchObject({ ok: true });
      const rules = opened
        .planned()
        .resource_changes.filter(({ type }) => /^aws_(vpc_)?security_group.*rule$/.test(type));
      expect(rules.map(({ address }) => address)).toEqual([
        'module.rds.aws_vpc_security_group_ingress_rule.nodes["web"]',
      ]);
      expect(rules[0]?.change.after).toMatchObject({
        from_port: 5432,
        to_port: 5432,
        ip_protocol: "tcp",
        referenced_security_group_id: "sg-0123456789abcdef0",
        cidr_ipv4: null,
      });
      const group = afterOf(opened.planned(), 'module.rds.aws_security_group.this["web"]');
      expect(group.ingress ?? []).toEqual([]);
      expect(group.egress ?? []).toEqual([]);
    });
  });

  testWith(tofuJudge, "a replica more, or a database, changes no address but its own", () => {
    const values = {
      one: valuesOf({ web: {} }),
      replica: valuesOf({ web: { readReplicas: 1 } }),
      another: valuesOf({ web: { readReplicas: 1 }, "web-read-1": {} }),
    };
    withDatabases(values, (opened) => {
      applied(opened, "one");
      const replica = changesOf(applied(opened, "replica"));
      const { 'module.rds.aws_secretsmanager_secret_version.address["web"]': address, ...made } = replica;
      // Where reads go. AWS's own provider replaces the version.
      expect(address).toBe("update");
      expect(Object.keys(made).filter((changed) => !changed.includes("web-db-read-1"))).toEqual([]);
      expect(new Set(Object.values(made))).toEqual(new Set(["create"]));
      const another = changesOf(applied(opened, "another"));
      expect(Object.keys(another).filter((changed) => !changed.includes("web-read-1"))).toEqual([]);
      expect(new Set(Object.values(another))).toEqual(new Set(["create"]));
      expect(opened.plan("another.tfvars")).toMatchObject({ ok: true, hasChanges: false });
    });
  });

  testWith(tofuJudge, "without databases there is nothing of them", () => {
    withDatabases({ none: valuesOf({}) }, (opened) => {
      const changed = Object.keys(changesOf(applied(opened, "none")));
      expect(changed.filter((address) => address.startsWith("module.rds."))).toEqual([]);
      expect(changed).toContain('module.secrets.aws_secretsmanager_secret.this["grafana/admin-password"]');
    });
  });

  testWith(
    tofuJudge,
    "a password is stored once, reaches no state and no plan, and the server hears of each that is stored",
    () => {
      withDatabases({ one: valuesOf({ web: {} }) }, (opened) => {
        applied(opened, "one");
        const state = JSON.stringify(opened.state());
        expect(state).toContain('"secret_string_wo_version":1');
        expect(state).not.toMatch(/"(?:secret_string_wo|password_wo|random_password)":"[^"]/);
        const version = 'module.rds.aws_secretsmanager_secret_version.admin["web"]';
        const replaced = opened.run("plan", "-input=false", "-no-color", "-var-file=one.tfvars", `-replace=${version}`);
        expect(replaced.said).toContain(`# ${version} will be replaced`);
        expect(replaced.said).toMatch(/~ password_wo_version\s+= \d+ -> \(known after apply\)/);
        expect(replaced.said).toContain('aws_db_instance.this["web"] will be updated in-place');
      });
    },
  );

  testWith(tofuJudge, "what a person brings has no version from Terraform, but a command in the outputs", () => {
    withDatabases({ one: valuesOf({ web: {} }) }, (opened) => {
      const planned = applied(opened, "one");
      const versions = planned.resource_changes.filter(({ type }) => type === "aws_secretsmanager_secret_version");
      expect(versions.map(({ address }) => address).toSorted()).toEqual([
        'module.rds.aws_secretsmanager_secret_version.address["web"]',
        'module.rds.aws_secretsmanager_secret_version.admin["web"]',
        'module.rds.aws_secretsmanager_secret_version.password["web"]',
        'module.secrets.aws_secretsmanager_secret_version.generated["grafana/admin-password"]',
      ]);
      const { said } = opened.console("jsonencode(module.secrets.to_fill)", "one.tfvars");
      expect(said).toContain("put-secret-value --region eu-west-1 --secret-id shop/prod/web/web-key ");
      expect(said).not.toContain("grafana");
    });
  });

  testWith(tofuJudge, "FF56: values that were written by hand are refused as the spec is", () => {
    const settings = (change: Values) => (values: Values) => ({
      ...values,
      database_settings: { ...(values.database_settings as Values), ...change },
    });
    const database = (change: Values) => (values: Values) => ({
      ...values,
      databases: { web: { ...(values.databases as Readonly<Record<string, Values>>).web, ...change } },
    });
    const refused: Readonly<Record<string, readonly [(values: Values) => Values, string]>> = {
      zone: [settings({ multi_az: false }), "fails over"],
      protection: [settings({ deletion_protection: false }), "protected from deletion"],
      missing: [settings({ instance_class: undefined }), "every one of their settings"],
      retention: [settings({ backup_retention_days: 7 }), "30 at least"],
      ever: [settings({ backup_retention_days: 36 }), "30 at least"],
      small: [database({ storage_gib: 19 }), "20 to 32768 GiB"],
      replicas: [database({ read_replicas: 6 }), "at most 5 read replicas"],
      long: [
        ({ databases, ...values }) => ({ ...values, databases: { ["a".repeat(50)]: (databases as Values).web } }),
        "at most 63",
      ],
    };
    const values = Object.fromEntries(
      Object.entries(refused).map(([name, [change]]) => [name, valuesOf({ web: {} }, change)]),
    );
    const nonprod = valuesOf({ web: {} }, (all) => settings({ multi_az: false })({ ...all, tier: "nonprod" }));
    withDatabases({ ...values, nonprod }, (opened) => {
      for (const [name, [, words]] of Object.entries(refused)) {
        const { ok, said } = opened.plan(`${name}.tfvars`);
        expect(ok, name).toBe(false);
        expect(said.replaceAll(/\s*[│╷╵]?\s+/g, " "), name).toContain(words);
      }
      expect(opened.plan("nonprod.tfvars")).toMatchObject({ ok: true });
    });
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import type { CompileResult } from "../../src/compiler.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { bodiesOf, compileSample, compileTexts, SAMPLES } from "../properties/compiled.ts";
import { buildProvider } from "./aws-provider/build.ts";
import { testWith } from "./judge.ts";
import { type Root, type TofuDiagnostic, tofuJudge, withRoot } from "./opentofu.ts";

type Files = Readonly<Record<string, string>>;

/** A root with what the generated one has: a module of several, data, a secret that no state may hold, and what holds data. */
const SAMPLE: Files = {
  "main.tf": `terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }

  backend "s3" {}
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = [var.account]

  default_tags {
    tags = { platform = "harbour" }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Read"
    actions   = ["s3:ListBucket", "s3:GetObject"]
    resources = ["arn:aws:s3:::harbour/&{aws:username}"]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

resource "aws_iam_policy" "read" {
  name   = "harbour-read"
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_acm_certificate" "site" {
  domain_name       = "harbour.example"
  validation_method = "DNS"
}

resource "aws_route53_record" "proof" {
  for_each = { for option in aws_acm_certificate.site.domain_validation_options : option.domain_name => option }

  zone_id = "Z123"
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  records = [each.value.resource_record_value]
  ttl     = 60
}

module "store" {
  source = "./modules/store"

  stores = var.stores
}
`,
  "variables.tf": `variable "account" {
  description = "The AWS account."
  type        = string
}

variable "stores" {
  description = "Instance classes by name."
  type        = map(string)
}
`,
  "outputs.tf": `output "addresses" {
  description = "Hosts by store."
  value       = module.store.addresses
}
`,
  "modules/store/main.tf": `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "stores" {
  type = map(string)
}

ephemeral "aws_secretsmanager_random_password" "admin" {
  password_length = 40
}

resource "aws_db_instance" "this" {
  for_each = var.stores

  identifier          = "harbour-\${each.key}"
  instance_class      = each.value
  password_wo         = ephemeral.aws_secretsmanager_random_password.admin.random_password
  password_wo_version = 1
  tags                = { store = each.key }

  lifecycle {
    prevent_destroy = true
  }
}

output "addresses" {
  value = { for name, store in aws_db_instance.this : name => store.address }
}
`,
  "environments/quay.tfvars": `account = "222222222222"
stores = {
  cranes = "db.m7g.large"
  ships  = "db.m7g.xlarge"
}
`,
  "environments/quay.s3.tfbackend": `bucket = "harbour-state"
key    = "quay/terraform.tfstate"
`,
};

const RANDOM_SPECS = 2;
const VARIABLES = "environments/quay.tfvars";

/** The sample with one mistake. */
function withMistake(path: string, from: string, to: string): Files {
  const text = SAMPLE[path] ?? "";
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  return { ...SAMPLE, [path]: text.replace(from, to) };
}

const lineOf = ({ severity, summary, detail, range }: TofuDiagnostic): string =>
  `${range?.filename}:${range?.start.line}: ${severity}: ${summary}: ${detail}`;

/** Goes through a whole life: nothing to say, a plan, what it made, nothing left to change, and nothing left. */
function live(root: Root, variables: string): void {
  expect(root.fmtCheck()).toEqual({ ok: true, said: "" });
  expect(root.init()).toMatchObject({ ok: true });
  expect(root.validate().map(lineOf)).toEqual([]);
  const first = root.plan(variables);
  expect(first, first.said).toMatchObject({ ok: true, hasChanges: true });
  expect(first.said).not.toContain("Warning:");
  const applied = root.apply();
  expect(applied, applied.said).toMatchObject({ ok: true });
  const second = root.plan(variables);
  expect(second, second.said).toMatchObject({ ok: true, hasChanges: false });
}

/** What holds data can be destroyed in this copy. */
function allowDestroy(root: Root, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(root.folder, path), text.replaceAll(/^ *prevent_destroy += +true\n/gm, ""));
  }
}

const addressesOf = (root: Root): readonly string[] =>
  root
    .planned()
    .resource_changes.filter(({ change }) => change.actions.includes("create"))
    .map(({ address }) => address);

describe("the stand-in", () => {
  testWith(tofuJudge, "serves what the bindings tell, and OpenTofu reads it as it was meant", () => {
    const { schema } = buildProvider();
    const served = withRoot(
      SAMPLE,
      (root) => {
        root.init();
        return JSON.parse(root.run("providers", "schema", "-json").said).provider_schemas;
      },
      { onlySpokenOf: false },
    );
    const [read] = Object.values(served) as [Record<string, Record<string, { block: Json }>>];
    const kinds = ["resource_schemas", "data_source_schemas", "ephemeral_resource_schemas"] as const;
    for (const kind of kinds) {
      expect(Object.keys(read[kind] ?? {}).toSorted()).toEqual(Object.keys(schema[kind]).toSorted());
      for (const [name, { block }] of Object.entries(read[kind] ?? {})) {
        if (JSON.stringify(plain(block)) !== JSON.stringify(plain(schema[kind][name]))) {
          expect(plain(block), name).toEqual(plain(schema[kind][name]));
        }
      }
    }
  });

  testWith(
    tofuJudge,
    "keeps write-only values out of plans and states, and ephemeral ones out of everything else",
    () => {
      withRoot(SAMPLE, (root) => {
        live(root, VARIABLES);
        const state = root.state() as State;
        const [store] = state.values.root_module.child_modules?.[0]?.resources ?? [];
        expect(store?.values).toMatchObject({ password_wo: null, password_wo_version: 1 });
        expect(root.console('module.store.addresses["ships"]', VARIABLES).said).toMatch(
          /^"harbour-ships\.[0-9a-f]+\.eu-central-1\.rds\.amazonaws\.com"\n$/,
        );
      });
    },
  );

  testWith(tofuJudge, "plans policies, tags and the records of a certificate as the provider does", () => {
    withRoot(SAMPLE, (root) => {
      root.init();
      root.plan(VARIABLES);
      const after = (address: string) =>
        root.planned().resource_changes.find((change) => change.address === address)?.change.after ?? {};
      expect(JSON.parse(String(after("aws_iam_policy.read").policy))).toEqual({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Read",
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:GetObject"],
            Resource: "arn:aws:s3:::harbour/${aws:username}",
            Condition: { Bool: { "aws:SecureTransport": "true" } },
          },
        ],
      });
      expect(after('module.store.aws_db_instance.this["ships"]').tags_all).toEqual({
        platform: "harbour",
        store: "ships",
      });
      expect(addressesOf(root)).toContain('aws_route53_record.proof["harbour.example"]');
    });
  });
});

/** The fields in which a derived and a served schema can differ. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Without what the bindings do not tell, and with fields in one order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, field]) =>
          key !== "description_kind" && !(isEmpty(field) && (key === "block_types" || key === "attributes")),
      )
      .map(([key, field]) => [key, plain(field)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

interface State {
  readonly values: {
    readonly root_module: {
      readonly child_modules?: readonly {
        readonly resources: readonly { readonly values: Record<string, unknown> }[];
      }[];
    };
  };
}

/** One mistake each, and what OpenTofu says of it when it validates. */
const MISTAKES: readonly (readonly [name: string, files: Files, said: RegExp])[] = [
  [
    "an argument that there is not",
    withMistake("main.tf", 'name   = "harbour-read"', 'label  = "harbour-read"'),
    /Unsupported argument.*"label"/s,
  ],
  [
    "a block that there is not",
    withMistake("modules/store/main.tf", "  lifecycle {", "  storage {\n    size = 1\n  }\n\n  lifecycle {"),
    /Unsupported block type.*"storage"/s,
  ],
  [
    "an argument that is missing",
    withMistake("main.tf", "  policy = data.aws_iam_policy_document.read.json\n", ""),
    /Missing required argument.*"policy"/s,
  ],
  [
    "a block that is missing",
    { ...SAMPLE, "eks.tf": 'resource "aws_eks_cluster" "this" {\n  name     = "a"\n  role_arn = "b"\n}\n' },
    /Insufficient vpc_config blocks/,
  ],
  [
    "two blocks where one may be",
    {
      ...SAMPLE,
      "eks.tf": `resource "aws_eks_cluster" "this" {\n  name     = "a"\n  role_arn = "b"\n${"  vpc_config {\n    subnet_ids = []\n  }\n".repeat(2)}}\n`,
    },
    /Too many vpc_config blocks/,
  ],
  [
    "a wrong type",
    withMistake("main.tf", "ttl     = 60", 'ttl     = "a minute"'),
    /Incorrect attribute value type.*number/s,
  ],
  [
    "a value for what AWS decides",
    withMistake(
      "main.tf",
      'domain_name       = "harbour.example"',
      'domain_name       = "harbour.example"\n  arn               = "arn"',
    ),
    /Value for unconfigurable attribute.*"arn"/s,
  ],
  [
    "a variable that is not declared",
    withMistake("main.tf", "[var.account]", "[var.acount]"),
    /Reference to undeclared input variable/,
  ],
  [
    "an attribute that there is not",
    withMistake("main.tf", "data.aws_iam_policy_document.read.json", "data.aws_iam_policy_document.read.text"),
    /Unsupported attribute.*"text"/s,
  ],
  [
    "a secret in an argument that the state keeps",
    withMistake("modules/store/main.tf", "password_wo         =", "password            ="),
    /phemeral value/,
  ],
  [
    "a type of resource that there is not",
    withMistake("main.tf", '"aws_route53_record" "proof"', '"aws_route53_entry" "proof"'),
    /Invalid resource type/,
  ],
  [
    "an argument whose shape the bindings do not tell",
    withMistake(
      "main.tf",
      'resource "aws_acm_certificate" "site" {',
      'resource "aws_quicksight_template" "page" {\n  name                = "a"\n  template_id         = "a"\n  version_description = "a"\n\n  definition {}\n}\n\nresource "aws_acm_certificate" "site" {',
    ),
    /Unsupported block type.*"definition"/s,
  ],
];

describe("control: OpenTofu with the stand-in", () => {
  for (const [name, files, said] of MISTAKES) {
    testWith(tofuJudge, `refuses ${name}`, () => {
      withRoot(files, (root) => {
        root.init();
        const found = root.validate().map(lineOf);
        expect(found.join("\n")).toMatch(said);
        // Each sample has one mistake, so that no test passes by another's.
        expect(new Set(found).size, found.join("\n")).toBe(1);
      });
    });
  }

  testWith(tofuJudge, "names texts that are not formatted, those of backends too", () => {
    const texts = { "main.tf": 'backend "s3" {}', "environments/quay.s3.tfbackend": "key    = " } as const;
    for (const [path, text] of Object.entries(texts)) {
      const files = withMistake(path, text, text.replace(" ", "   "));
      expect(withRoot(files, (root) => root.fmtCheck())).toEqual({ ok: false, said: `${path}\n` });
    }
  });

  testWith(tofuJudge, "shows a plan that is not empty the second time", () => {
    withRoot(withMistake("main.tf", '"harbour-read"', 'formatdate("hhmmss", timestamp())'), (root) => {
      expect(() => live(root, VARIABLES)).toThrow(/will be updated in-place|forces replacement/);
    });
  });

  testWith(tofuJudge, "says warnings, as of a reference in quotes", () => {
    withRoot(withMistake("modules/store/main.tf", "prevent_destroy = true", 'ignore_changes = ["tags"]'), (root) => {
      root.init();
      expect(root.validate()).toMatchObject([{ severity: "warning", summary: "Quoted references are deprecated" }]);
    });
  });

  testWith(tofuJudge, "refuses to destroy what holds data, by its name, until it is allowed", () => {
    withRoot(SAMPLE, (root) => {
      live(root, VARIABLES);
      const { ok, said } = root.destroy(VARIABLES);
      expect(ok).toBe(false);
      expect(said).toMatch(/Resource instance cannot be destroyed/);
      expect(said).toMatch(/module\.store\.aws_db_instance\.this\["(ships|cranes)"\]/);
      allowDestroy(root, SAMPLE);
      expect(root.destroy(VARIABLES)).toMatchObject({ ok: true });
      expect(root.state()).not.toHaveProperty("values.root_module.resources");
    });
  });
});

/** The files of one root module below `terraform/`, by their path in it. */
function rootOf(compiled: CompileResult, folder: string): Files {
  const files = Object.entries(bodiesOf(compiled))
    .filter(([path]) => path.startsWith(folder))
    .map(([path, body]) => [path.slice(folder.length), body] as const);
  return Object.fromEntries(files);
}

/** The environments that a root has values for; it has some. */
function environmentsOf(files: Files): readonly string[] {
  const names = Object.keys(files)
    .map((path) => /^environments\/([^/]+)\.tfvars$/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  expect(names).not.toEqual([]);
  return names;
}

const variablesOf = (environment: string | undefined): string => `environments/${environment}.tfvars`;

for (const entry of SAMPLES) {
  for (const folder of ["terraform/", "terraform/bootstrap/"]) {
    describe(`${folder} of ${entry}`, () => {
      const compiled = () => compileSample(entry);

      testWith(tofuJudge, "has values for every environment, and a canonical format", () => {
        const files = rootOf(compiled(), folder);
        expect(environmentsOf(files)).toEqual(compiled().environments.map(({ environment }) => environment.name));
        expect(withRoot(files, (root) => root.fmtCheck())).toEqual({ ok: true, said: "" });
      });

      testWith(
        tofuJudge,
        "validates, plans, applies, has nothing to change, and is destroyed, in every environment",
        () => {
          const files = rootOf(compiled(), folder);
          for (const environment of environmentsOf(files)) {
            withRoot(files, (root) => {
              live(root, variablesOf(environment));
              allowDestroy(root, files);
              const { ok, said } = root.destroy(variablesOf(environment));
              expect(ok, said).toBe(true);
              expect(root.state()).not.toHaveProperty("values.root_module.resources");
            });
          }
        },
      );

      testWith(tofuJudge, "refuses to destroy each thing that is to be kept, by its name", () => {
        const files = rootOf(compiled(), folder);
        const [environment] = environmentsOf(files);
        withRoot(files, (root) => {
          live(root, variablesOf(environment));
          const kept = keptAddresses(root, files);
          expect(kept.length).toBeGreaterThan(0);
          const { ok, said } = root.destroy(variablesOf(environment));
          expect(ok).toBe(false);
          const refused = [
            ...said.replaceAll(/\s+/g, " ").matchAll(/Resource instance (\S+) has prevent_destroy set/g),
          ];
          const named = refused.map(([, address = ""]) => address);
          expect(kept).toEqual(expect.arrayContaining(named));
          // OpenTofu does not get as far as the key of what it refused.
          const moduleOf = (address: string) => address.slice(0, address.indexOf(".aws_"));
          const used = new Set(named.map(moduleOf));
          const unnamed = kept.filter((address) => !named.includes(address));
          expect(unnamed.filter((address) => !/\.aws_kms_key\./.test(address) || !used.has(moduleOf(address)))).toEqual(
            [],
          );
          expect(named.length).toBeGreaterThan(unnamed.length);
        });
      });
    });
  }

  describe(`terraform/ of ${entry}, across environments`, () => {
    testWith(tofuJudge, "refuses the values of one environment on the state of another", () => {
      const files = rootOf(compileSample(entry), "terraform/");
      const [one, other] = environmentsOf(files);
      withRoot(files, (root) => {
        live(root, variablesOf(one));
        const { ok, said } = root.plan(variablesOf(other));
        expect(ok).toBe(false);
        expect(said.replaceAll(/\s+/g, " ")).toContain("terraform_data.environment has prevent_destroy set");
      });
    });
  });
}

describe("terraform/ of random specs, hostile texts included", () => {
  testWith(tofuJudge, `plans, applies and has nothing to change (${RANDOM_SPECS})`, () => {
    fc.assert(
      fc.property(spec, (data) => {
        const files = rootOf(compileTexts({ "specs/platform.yaml": specText(data) }), "terraform/");
        withRoot(files, (root) => live(root, variablesOf(environmentsOf(files)[0])));
      }),
      { numRuns: RANDOM_SPECS, endOnFailure: true },
    );
  });
});

/** The instances in the state of every resource that says `prevent_destroy`. */
function keptAddresses(root: Root, files: Files): readonly string[] {
  const kept = Object.values(files).flatMap((text) =>
    [...text.matchAll(/^resource "(\w+)" "(\w+)" \{\n(.*?)^\}/gms)]
      .filter(([, , , body = ""]) => /^ +prevent_destroy += +true$/m.test(body))
      .map(([, type, name]) => `${type}.${name}`),
  );
  const { said } = root.run("state", "list");
  return said
    .split("\n")
    .filter((address) => kept.includes(address.replace(/\[.*$/, "").replace(/^(?:module\.[^.]+\.)+/, "")))
    .toSorted();
}

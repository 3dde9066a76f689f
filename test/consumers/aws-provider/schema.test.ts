import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { BINDINGS } from "./build.ts";
import { deriveSchema, type ProviderSchema, type SchemaBlock } from "./schema.ts";

/** Derives from a part of the bindings, after a change to the text of one file. */
function deriveFrom(names: readonly string[], file: string, from: string | RegExp, to: string): ProviderSchema {
  const folder = mkdtempSync(join(tmpdir(), "finflow-bindings-"));
  try {
    for (const name of ["provider", ...names]) {
      cpSync(join(BINDINGS, "lib", name), join(folder, "lib", name), { recursive: true });
    }
    const path = join(folder, "lib", file);
    const text = readFileSync(path, "utf8");
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
    return deriveSchema(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the schema of the AWS provider, derived from its bindings", () => {
  let schema: ProviderSchema;
  beforeAll(() => {
    schema = deriveSchema(BINDINGS);
  });

  test("has every folder of the bindings, and its version is that of the provider", () => {
    const { resource_schemas, data_source_schemas, ephemeral_resource_schemas, version } = schema;
    // The functions of the provider have a folder of their own, and no schema.
    const kinds = [resource_schemas, data_source_schemas, ephemeral_resource_schemas];
    const folders = readdirSync(join(BINDINGS, "lib"), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== "provider-functions",
    );
    expect(kinds.reduce((sum, kind) => sum + Object.keys(kind).length, 1)).toBe(folders.length);
    expect(readFileSync(join(BINDINGS, "lib/vpc/index.d.ts"), "utf8")).toContain(`/hashicorp/aws/${version}/docs`);
  });

  test("leaves out no more than what the bindings do not tell, and nothing that a platform like ours has", () => {
    expect(schema.left_out.map((path) => path.replace(/^data\./, "").split(".")[0] ?? "")).toEqual(
      schema.left_out.map(() => expect.stringMatching(/^aws_(quicksight|wafv2)_/)),
    );
    expect(schema.left_out.length).toBeLessThan(10);
  });

  // As the provider's own documentation has them.
  test("tells attributes from blocks, lists from sets, and who gives a value", () => {
    const at = (type: string): SchemaBlock => schema.resource_schemas[type] as SchemaBlock;
    expect(at("aws_vpc").attributes.cidr_block).toEqual({ type: "string", optional: true, computed: true });
    expect(at("aws_vpc").attributes.tags).toEqual({ type: ["map", "string"], optional: true });
    expect(at("aws_vpc").attributes.arn).toEqual({ type: "string", computed: true });
    expect(at("aws_db_subnet_group").attributes.subnet_ids).toEqual({ type: ["set", "string"], required: true });
    expect(at("aws_route53_zone").attributes.name_servers).toEqual({ type: ["list", "string"], computed: true });
    expect(at("aws_security_group").attributes.ingress?.type).toMatchObject([
      "set",
      ["object", { from_port: "number" }],
    ]);
    expect(at("aws_eks_cluster").block_types.vpc_config).toMatchObject({
      nesting_mode: "list",
      min_items: 1,
      max_items: 1,
    });
    expect(at("aws_eks_cluster").attributes.identity).toEqual({
      type: ["list", ["object", { oidc: ["list", ["object", { issuer: "string" }]] }]],
      computed: true,
    });
    expect(at("aws_s3_bucket_lifecycle_configuration").block_types.rule?.block.block_types.transition).toMatchObject({
      nesting_mode: "set",
      block: { attributes: { storage_class: { type: "string", required: true } } },
    });
    expect(at("aws_eks_cluster").block_types.timeouts?.nesting_mode).toBe("single");
    expect(schema.provider.block_types.default_tags?.block.attributes.tags).toEqual({
      type: ["map", "string"],
      optional: true,
    });
    expect(schema.provider.attributes).not.toHaveProperty("alias");
  });

  test("knows what is write-only, and what is ephemeral", () => {
    const writeOnly = Object.entries(schema.resource_schemas).flatMap(([type, { attributes }]) =>
      Object.entries(attributes).flatMap(([name, { write_only }]) => (write_only ? [`${type}.${name}`] : [])),
    );
    expect(writeOnly).toEqual(
      expect.arrayContaining([
        "aws_db_instance.password_wo",
        "aws_secretsmanager_secret_version.secret_string_wo",
        "aws_ssm_parameter.value_wo",
      ]),
    );
    for (const path of writeOnly) expect(path).toMatch(/_wo$/);
    expect(schema.ephemeral_resource_schemas.aws_secretsmanager_random_password?.attributes.random_password).toEqual({
      type: "string",
      computed: true,
    });
  });
});

describe("control: text that is not understood is not passed over", () => {
  const CHANGES: readonly (readonly [what: string, file: string, from: string | RegExp, to: string, said: RegExp])[] = [
    [
      "a getter of another kind",
      "vpc/index.js",
      "this.getStringAttribute('cidr_block')",
      "this.getNumberAttribute('cidr_block')",
      /aws_vpc\.cidr_block: read as "number", written as "string"/,
    ],
    ["a getter that is new", "vpc/index.js", "this.getStringAttribute('arn')", "this.read('arn')", /aws_vpc\.arn/],
    [
      "an argument in another form",
      "vpc/index.js",
      "isBlock: false,\n",
      "isBlock: no,\n",
      /aws_vpc: arguments in a form/,
    ],
    ["an argument without a comment", "vpc/index.js", "// cidr_block - computed", "// computed", /aws_vpc\.cidr_block/],
    [
      "a storage that is new",
      "vpc/index.js",
      'storageClassType: "string"',
      'storageClassType: "text"',
      /simple of text/,
    ],
    [
      "a type that is new",
      "eks-cluster/index.js",
      'type: "struct"',
      'type: "tuple"',
      /aws_eks_cluster\.timeouts: .* tuple/,
    ],
    [
      "a class without its struct",
      "eks-cluster/index.js",
      "class EksClusterVpcConfigOutputReference ",
      "class Other ",
      /vpc_config: no class/,
    ],
    [
      "two versions of a class's type",
      "vpc/index.js",
      'static tfResourceType = "aws_vpc"',
      'static tfType = "aws_vpc"',
      /not one/,
    ],
  ];

  test.each(CHANGES)("%s", (_, file, from, to, said) => {
    expect(() => deriveFrom(["vpc", "eks-cluster"], file, from, to)).toThrow(said);
  });
});

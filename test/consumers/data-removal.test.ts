import { expect } from "vitest";
import { printHcl, printTfvars } from "../../src/print/hcl.ts";
import { terraformFolders } from "../../src/resources/aws/load.ts";
import { testWith } from "./judge.ts";
import { type Root, tofuJudge, withRoot } from "./opentofu.ts";

const MODULE = "modules/storage/";

/** A root around the module of storage alone, whose values a test chooses. */
const ROOT = `variable "buckets" {
  type = map(object({ noncurrent_days = number }))
}

module "storage" {
  source = "./modules/storage"

  name          = "harbour-quay"
  account       = "222222222222"
  region        = "eu-central-1"
  buckets       = var.buckets
  backup_vaults = {}
  databases     = []
}
`;

const values = (...names: readonly string[]): string =>
  printTfvars({ buckets: Object.fromEntries(names.map((name) => [name, { noncurrent_days: 30 }])) });

function withStorage(use: (root: Root) => void): void {
  const blocks = terraformFolders()?.get(MODULE)?.blocks ?? [];
  withRoot(
    {
      "main.tf": `provider "aws" {\n  region = "eu-central-1"\n}\n\n${ROOT}`,
      [`${MODULE}main.tf`]: printHcl(blocks),
      "before.tfvars": values("cargo", "ledger"),
      "after.tfvars": values("ledger"),
    },
    (root) => {
      expect(root.init()).toMatchObject({ ok: true });
      expect(root.plan("before.tfvars")).toMatchObject({ ok: true, hasChanges: true });
      expect(root.apply()).toMatchObject({ ok: true });
      use(root);
    },
  );
}

/** All that belongs to one bucket. */
const addressesOf = (root: Root, name: string): readonly string[] =>
  root
    .run("state", "list")
    .said.split("\n")
    .filter((address) => address.endsWith(`["${name}"]`) && !address.includes(".data."));

testWith(
  tofuJudge,
  "what docs/aws-storage.md says of removing a data store: refused before, nothing to do after",
  () => {
    withStorage((root) => {
      const refused = root.plan("after.tfvars");
      expect(refused.ok).toBe(false);
      expect(refused.said).toContain('module.storage.aws_s3_bucket.this["cargo"]');
      expect(refused.said).toContain("prevent_destroy");

      const addresses = addressesOf(root, "cargo");
      expect(addresses).toContain('module.storage.aws_s3_bucket.this["cargo"]');
      expect(root.run("state", "rm", ...addresses)).toMatchObject({ ok: true });
      const after = root.plan("after.tfvars");
      expect(after, after.said).toMatchObject({ ok: true, hasChanges: false });
      expect(addressesOf(root, "ledger")).toHaveLength(addresses.length);
    });
  },
);

testWith(tofuJudge, "forgetting the bucket alone would take its protection off", () => {
  withStorage((root) => {
    const held = addressesOf(root, "cargo").filter((address) => /aws_(?:s3_bucket\.|kms_key\.)/.test(address));
    expect(held).toHaveLength(2);
    expect(root.run("state", "rm", ...held)).toMatchObject({ ok: true });
    const { ok, said } = root.plan("after.tfvars");
    expect(ok, said).toBe(true);
    expect(said).toContain('aws_s3_bucket_public_access_block.this["cargo"] will be destroyed');
  });
});

testWith(tofuJudge, "a removed block cannot name one bucket of several", () => {
  const removed = `removed {\n  from = module.storage.aws_s3_bucket.this["cargo"]\n}\n`;
  withRoot({ "main.tf": removed }, (root) => {
    const { ok, said } = root.init();
    expect(ok).toBe(false);
    expect(said).toContain("Resource instance address with keys is not allowed");
  });
});

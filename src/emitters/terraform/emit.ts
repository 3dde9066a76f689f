import { rdsCertificates } from "../../catalog/rds-certificates.ts";
import { TERRAFORM_VERSION } from "../../catalog/terraform.ts";
import type { PassResult } from "../../diagnostics/diagnostic.ts";
import { report } from "../../diagnostics/registry.ts";
import { dataStoresOf } from "../../model/data-stores.ts";
import type { Environment } from "../../model/platform.ts";
import { stateBucketOf, stateKeyAliasOf } from "../../naming/names.ts";
import {
  backendPathOf,
  bootstrapTfvarsPathOf,
  rdsCertificatePathOf,
  terraformFolderPathOf,
  tfvarsPathOf,
} from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { type HclBlock, printHcl, printTfvars } from "../../print/hcl.ts";
import { bootstrapValues } from "../../resources/aws/bootstrap/input.ts";
import { terraformFolders } from "../../resources/aws/load.ts";
import { rdsDatabasesOf } from "../../resources/aws/rds/settings.ts";
import { rootValues } from "../../resources/aws/root/input.ts";
import type { CompiledEnvironment, EmitContext } from "../emitter.ts";

/** The folders, which are the same for every spec, and what each environment says of itself. */
export function emitTerraform(context: EmitContext): PassResult<readonly OutputFile[]> {
  if (!context.platform.terraform) return { value: [], diagnostics: [] };
  const folders = terraformFolders();
  if (folders === undefined) return { value: [], diagnostics: [report("terraform/missing-bindings", {})] };
  const origin = context.fileOf(["metadata", "name"]);
  const file = (path: string, body: string): OutputFile => ({ path, body, comment: "hash", origin });
  return {
    value: [
      { ...file(terraformFolderPathOf(".terraform-version"), `${TERRAFORM_VERSION}\n`), comment: "none" },
      ...[...folders].flatMap(([folder, { blocks }]) =>
        [...filesOf(folder, blocks)].map(([name, held]) => file(terraformFolderPathOf(folder + name), printHcl(held))),
      ),
      ...context.environments.flatMap((compiled) => environmentFiles(context, compiled)),
    ],
    diagnostics: [],
  };
}

/** Which file of a folder holds which blocks. The root's resources stand apart from its settings. */
function filesOf(folder: string, blocks: readonly HclBlock[]): ReadonlyMap<string, readonly HclBlock[]> {
  const nameOf = ({ type }: HclBlock): string => {
    if (type === "variable") return "variables.tf";
    if (type === "output") return "outputs.tf";
    const isSetting = type === "terraform" || type === "provider" || type === "locals";
    return folder === "" && !isSetting ? "main_resources.tf" : "main.tf";
  };
  return Map.groupBy(blocks, nameOf);
}

function environmentFiles(
  { platform, fileOf }: EmitContext,
  { environment, graph }: CompiledEnvironment,
): OutputFile[] {
  const { name, aws } = environment;
  const origin = fileOf(environment.origin);
  const held = dataStoresOf(platform, environment).flatMap((store) =>
    store.kind === "bucket" ? [{ environment: name, ...store }] : [],
  );
  return [
    {
      path: tfvarsPathOf(name),
      body: printTfvars(rootValues({ platform, environment, graph })),
      held,
      comment: "hash",
      origin,
    },
    {
      path: bootstrapTfvarsPathOf(name),
      body: printTfvars(bootstrapValues({ platform, environment, graph })),
      comment: "hash",
      origin,
    },
    {
      path: backendPathOf(name),
      body: printTfvars({
        bucket: stateBucketOf(platform.name, name, aws.account),
        key: `${platform.name}/${name}/terraform.tfstate`,
        region: aws.region,
        encrypt: true,
        kms_key_id: stateKeyAliasOf(platform.name, name, aws),
        use_lockfile: true,
      }),
      comment: "hash",
      origin,
    },
    ...certificateFile(environment, origin),
  ];
}

/** Every byte of it reaches the pods, so it carries no mark. */
function certificateFile(environment: Environment, origin: string): OutputFile[] {
  const body = rdsCertificates.get(environment.aws.region);
  if (body === undefined || rdsDatabasesOf(environment).length === 0) return [];
  return [{ path: rdsCertificatePathOf(environment.name), body, comment: "none", origin }];
}

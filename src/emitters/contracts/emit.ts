import type { PassResult } from "../../diagnostics/diagnostic.ts";

import type { OutputFile } from "../../output/output-file.ts";
import { printJson } from "../../print/typescript.ts";
import type { EmitContext } from "../emitter.ts";
import { contractOf, lookupIn } from "./contract.ts";
import { contractSchema } from "./contract-schema.ts";
import { contractModule } from "./module.ts";
import { CONTRACT_SCHEMA, CONTRACTS_PATH } from "./paths.ts";

/** For each service a module and the same as JSON, for its code in whatever language; and the schema of the latter. */
export function emitContracts({ platform, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const names = platform.environments[0]?.services.map(({ name }) => name) ?? [];
  const lookup = lookupIn(platform);
  const files = names.flatMap((name): readonly OutputFile[] => {
    const contract = contractOf(platform, lookup, name);
    const path = `${CONTRACTS_PATH}/${name}`;
    const origin = fileOf(["services", name]);
    return [
      { path: `${path}.json`, body: printJson(contract), comment: "none", origin },
      { path: `${path}.ts`, body: contractModule(contract), comment: "slash", origin },
    ];
  });
  const schema: OutputFile = {
    path: `${CONTRACTS_PATH}/${CONTRACT_SCHEMA}`,
    body: printJson(contractSchema()),
    comment: "none",
    origin: fileOf(["metadata", "name"]),
  };
  return { value: [schema, ...files], diagnostics: [] };
}

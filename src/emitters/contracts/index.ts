import type { Emitter } from "../emitter.ts";
import { emitContracts } from "./emit.ts";
import { CONTRACTS_PATH } from "./paths.ts";

/** What each service's own code has to know of the platform, as a TypeScript module and as JSON. */
export const contracts: Emitter = {
  id: "contracts",
  owns: [`${CONTRACTS_PATH}/`],
  emit: emitContracts,
};

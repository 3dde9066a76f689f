/** Contracts of all services, side by side. No service's name has a dot, so none is in the way of their schema. */
export const CONTRACTS_PATH = "generated/contracts";
export const CONTRACT_SCHEMA = "contract.schema.json";

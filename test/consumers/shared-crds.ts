import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { testWith } from "./judge.ts";

/** A CustomResourceDefinition, as far as the tests read it. */
export interface Crd {
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: object } }[];
  };
}

const ROOT = new URL("../..", import.meta.url).pathname;
/** The upstream CRDs are too large to be copied here. */
const folder = join(process.env.FINFLOW_SHARED ?? join(ROOT, "../shared"), "crds");

/** Every CRD of the folder; empty where there is no folder. */
export const crds: readonly Crd[] = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".yaml"))
      .flatMap((file) =>
        parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((document) => document.toJS() as Crd),
      )
      .filter((document) => document?.spec?.names !== undefined)
  : [];

const judge = { name: `the CRDs in ${folder}`, isThere: crds.length > 0, hint: "set FINFLOW_SHARED" };

/** Runs where the CRDs are. */
export const testWithCrds = (name: string, body: () => void): void => testWith(judge, name, body);

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { parseAllDocuments } from "yaml";

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

/** Runs where the CRDs are. Elsewhere it is skipped and says so, or fails if `FINFLOW_REQUIRE_TOOLS=1`. */
export function testWithCrds(name: string, body: () => void): void {
  if (crds.length === 0 && process.env.FINFLOW_REQUIRE_TOOLS !== "1") {
    test.skip(`${name} (skipped: no CRDs in ${folder}; set FINFLOW_SHARED)`, body);
    return;
  }
  test(name, () => {
    if (crds.length === 0) throw new Error(`FINFLOW_REQUIRE_TOOLS=1, but there are no CRDs in ${folder}`);
    body();
  });
}

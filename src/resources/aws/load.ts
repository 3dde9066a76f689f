import { createRequire } from "node:module";
import type { TerraformFolder } from "./cdktn.ts";

let loaded: ReadonlyMap<string, TerraformFolder> | undefined;

/**
 * The folders of `terraform/`, by path. They do not depend on a spec, so they are made once. What makes them, cdktn and
 * the bindings of AWS, weighs 400 MB and is an optional peer dependency: it is loaded here, when it is needed, and
 * nowhere else. Undefined where it is not installed.
 */
export function terraformFolders(): ReadonlyMap<string, TerraformFolder> | undefined {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  if (!PEERS.every((peer) => isInstalled(peer, require))) return undefined;
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  const { folders } = require(`./root/folders${extension}`) as typeof import("./root/folders.ts");
  loaded = folders();
  return loaded;
}

const PEERS = ["cdktn", "constructs", "@cdktn/provider-aws/lib/provider/index.js"];

function isInstalled(peer: string, require: NodeJS.Require): boolean {
  try {
    require.resolve(peer);
    return true;
  } catch {
    return false;
  }
}

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { toolsFolder } from "../judge.ts";
import { deriveSchema, type ProviderSchema } from "./schema.ts";

const SCHEMA = "provider/schema.json";
const FOLDER = import.meta.dirname;
/** The package of the bindings that this checkout has. */
export const BINDINGS = dirname(createRequire(import.meta.url).resolve("@cdktn/provider-aws/package.json"));

/** The stand-in, built: `provider/` below the folder holds its executable and, beside it, the schema that it serves. */
export interface BuiltProvider {
  readonly folder: string;
  readonly schema: ProviderSchema;
}

/**
 * Builds it once for the bindings' version and the text of what derives and serves the schema, below the tools' folder.
 *
 * @throws Error where Go is missing or the bindings cannot be read
 */
export function buildProvider(): BuiltProvider {
  const bindings = JSON.parse(readFileSync(join(BINDINGS, "package.json"), "utf8")).version as string;
  const sources = readdirSync(FOLDER)
    .filter((name) => /^go\.|\.go$|^schema\.ts$/.test(name))
    .toSorted();
  const hash = createHash("sha256");
  for (const name of sources)
    hash
      .update(`${name}\n`)
      .update(readFileSync(join(FOLDER, name)))
      .update("\0");
  const folder = join(toolsFolder, "../aws-provider", `${bindings}-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(folder)) {
    // Another process may build the same: the folder appears whole, or not at all.
    const draft = `${folder}.${process.pid}`;
    mkdirSync(join(draft, "provider"), { recursive: true });
    try {
      const schema = deriveSchema(BINDINGS);
      writeFileSync(join(draft, SCHEMA), JSON.stringify(schema));
      const executable = join(draft, `provider/terraform-provider-aws_v${schema.version}`);
      execFileSync("go", ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", executable, "."], {
        cwd: FOLDER,
        env: { ...process.env, CGO_ENABLED: "0" },
        stdio: "pipe",
        encoding: "utf8",
      });
      if (!existsSync(folder)) renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return { folder, schema: JSON.parse(readFileSync(join(folder, SCHEMA), "utf8")) as ProviderSchema };
}

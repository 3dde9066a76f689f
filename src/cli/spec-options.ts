import { isAbsolute, relative, resolve, sep } from "node:path";
import { type Command, Option } from "commander";

export const FORMATS = ["text", "json", "sarif", "github"] as const;
export type Format = (typeof FORMATS)[number];

/** The options every command that reads a spec has. */
export interface SpecOptions {
  readonly spec: string;
  readonly root: string;
  readonly format: Format;
}

export function addSpecOptions(command: Command): Command {
  return command
    .option("--spec <file>", "entry file of the spec, relative to --root", "specs/finflow.yaml")
    .option("--root <folder>", "folder the output stands in", ".")
    .addOption(new Option("--format <format>", "how problems are reported").choices(FORMATS).default("text"));
}

/** Where the command works: the root as an absolute path, the spec as a POSIX path relative to it. */
export function placesOf({ spec, root }: SpecOptions, cwd: string): { readonly root: string; readonly entry: string } {
  const folder = resolve(cwd, root);
  const entry = isAbsolute(spec) ? relative(folder, spec) : spec;
  return { root: folder, entry: entry.split(sep).join("/") };
}

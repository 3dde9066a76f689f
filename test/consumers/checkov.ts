import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findTool } from "./judge.ts";
import { withFiles } from "./kustomize.ts";

/** The version that `install-tools.sh` installs. */
export const CHECKOV_VERSION = "3.3.30";

/** What checkov reads: manifests, folders of HCL, or what `tofu show -json` prints of a plan. */
export type Framework = "dockerfile" | "kubernetes" | "terraform" | "terraform_plan";

/** What one rule says of one resource. */
export interface Verdict {
  /** Such as `CKV_AWS_3`. */
  readonly check: string;
  /** Such as `Deployment.shop.web`, `module.rds.aws_db_instance.this["orders"]`. */
  readonly resource: string;
  readonly name: string;
}

export interface CheckovReport {
  readonly passed: readonly Verdict[];
  readonly failed: readonly Verdict[];
}

/** A file, by its path below the folder that is judged. */
export interface JudgedFile {
  readonly path: string;
  readonly body: string;
}

/** The part of checkov's JSON that is read here. Where nothing was checked it has no results and no summary. */
interface Output {
  readonly summary?: { readonly checkov_version: string };
  readonly results?: {
    readonly passed_checks: readonly Entry[];
    readonly failed_checks: readonly Entry[];
    readonly skipped_checks: readonly Entry[];
    readonly parsing_errors: readonly string[];
  };
}

interface Entry {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
}

const run = promisify(execFile);

/**
 * Neither configuration nor credentials nor `TF_VAR_…` of the machine, no call home, no limit above which a text or a file
 * is left out in silence; data sources of many keys are looked at one by one, and a value that is known after apply is
 * there. @see checkov 3.3.30, common/util/env_vars_config.py and terraform/plan_parser.py
 */
const environmentOf = (home: string) => ({
  PATH: process.env.PATH,
  HOME: home,
  CKV_SKIP_PACKAGE_UPDATE_CHECK: "true",
  CHECKOV_ENABLE_DATAS_FOREACH_HANDLING: "true",
  CHECKOV_RENDER_MAX_LEN: "0",
  EVAL_TF_PLAN_AFTER_UNKNOWN: "true",
  HCL_PARSE_TIMEOUT_SEC: "0",
});

/**
 * Judges files. What was not judged is an error: a file that cannot be parsed, a rule that a comment or an annotation
 * turns off, no rule that anything passes; so is another version.
 *
 * @param varFile path of the values of Terraform's variables, below the same folder
 * @param rules a pattern of the only rules that are to judge
 */
export async function checkov(
  framework: Framework,
  files: readonly JudgedFile[],
  varFile?: string,
  rules?: string,
): Promise<CheckovReport> {
  const input = files.map(({ path, body }) => ({ path: `input/${path}`, body }));
  return withFiles(input, async (home) => {
    const args = ["--directory", "input", "--framework", framework, "--compact", "--output", "json"];
    const values = varFile === undefined ? [] : ["--var-file", join("input", varFile)];
    const only = rules === undefined ? [] : ["--check", rules];
    const text = await output(home, [...args, "--download-external-modules", "false", ...values, ...only]);
    const { results, summary } = JSON.parse(text) as Output;
    if (results === undefined || results.passed_checks.length === 0) throw new Error("checkov checked nothing");
    if (summary?.checkov_version !== CHECKOV_VERSION)
      throw new Error(
        `this is checkov ${summary?.checkov_version}, whose rules may be others than those of ${CHECKOV_VERSION}`,
      );
    if (results.parsing_errors.length > 0)
      throw new Error(`checkov cannot read ${results.parsing_errors.join(", ").replaceAll(`${home}/`, "")}`);
    const [skipped] = results.skipped_checks;
    if (skipped) throw new Error(`${skipped.check_id} of ${skipped.resource} is turned off where it is written`);
    return { passed: results.passed_checks.map(verdict), failed: results.failed_checks.map(verdict) };
  });
}

const verdict = ({ check_id, check_name, resource }: Entry): Verdict => ({
  check: check_id,
  resource,
  name: check_name,
});

/**
 * The kinds of objects or types of resources that it has rules for, one by one. Rules about several resources together,
 * which are written in YAML, say nothing of most of those that they name.
 */
export function judgedKinds(framework: "kubernetes" | "terraform"): Promise<ReadonlySet<string>> {
  const listed = kinds.get(framework) ?? listKinds(framework);
  kinds.set(framework, listed);
  return listed;
}

const kinds = new Map<string, Promise<ReadonlySet<string>>>();

async function listKinds(framework: string): Promise<ReadonlySet<string>> {
  const table = await withFiles([{ path: "empty", body: "" }], (home) =>
    output(home, ["--list", "--framework", framework]),
  );
  const rows = table.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
  return new Set(rows.flatMap(([, , , , kind, , , link]) => (kind && link?.endsWith(".py") ? [kind] : [])));
}

/** With `--skip-download` nothing is asked of the vendor's platform: `strace` shows no connection at all. */
async function output(home: string, args: readonly string[]): Promise<string> {
  const options = { cwd: home, env: environmentOf(home), maxBuffer: 2 ** 28 };
  try {
    return (await run(findTool("checkov") ?? "checkov", ["--skip-download", ...args], options)).stdout;
  } catch (error) {
    // It exits with 1 where it finds anything, and says what all the same.
    const { stdout, code } = error as { stdout?: string; code?: number };
    if (code === 1 && stdout) return stdout;
    throw error;
  }
}

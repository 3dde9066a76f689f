import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildProvider } from "./aws-provider/build.ts";
import { findTool, type Judge, toolsFolder } from "./judge.ts";

/** Ours, whatever stands on the PATH. */
const tofu = join(toolsFolder, "tofu");

export const tofuJudge: Judge = {
  name: "OpenTofu, and Go for the stand-in of the AWS provider",
  isThere: existsSync(tofu) && findTool("go") !== undefined,
  hint: "npm run tools",
};

/** What a command said, on both channels, and whether it was content. */
export interface Outcome {
  readonly ok: boolean;
  readonly said: string;
}

/** An error or a warning of `tofu validate`. */
export interface TofuDiagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** https://opentofu.org/docs/internals/json-format/ */
export interface TofuPlan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: { readonly actions: readonly string[]; readonly after: Readonly<Record<string, unknown>> | null };
  }[];
}

/** A copy of a root module. Its commands run in it, one after the other; files of variables are named from its folder on. */
export interface Root {
  readonly folder: string;
  /** The environment variables of its commands, for one that somebody else starts. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether every `.tf`, `.tfvars` and `.tfbackend` below it has the canonical format; says the names of those that have not. */
  readonly fmtCheck: () => Outcome;
  /** @param backendConfig a file, for a root that keeps its own backend */
  readonly init: (backendConfig?: string) => Outcome;
  /** Empty if there is nothing to say, not even a warning. */
  readonly validate: () => readonly TofuDiagnostic[];
  /** `hasChanges` is said by the exit status. */
  readonly plan: (variables?: string) => Outcome & { readonly hasChanges: boolean };
  /** What the last plan holds. */
  readonly planned: () => TofuPlan;
  /** The last plan. */
  readonly apply: () => Outcome;
  /** The whole state. */
  readonly state: () => unknown;
  readonly destroy: (variables?: string) => Outcome;
  /** What an expression is worth, as the console prints it. */
  readonly console: (expression: string, variables?: string) => Outcome;
  /** Any other command. */
  readonly run: (...parameters: readonly string[]) => Outcome;
}

export interface RootOptions {
  /**
   * `local` replaces the backend that the root names by a file of the copy; `own` leaves it as it is.
   *
   * @default local
   */
  readonly backend?: "local" | "own";
  /**
   * Whether the stand-in serves only the types that the root's texts speak of. Any other is as unknown as before; each
   * command takes a second less.
   *
   * @default true
   */
  readonly onlySpokenOf?: boolean;
  /** Environment variables for every command, beside a PATH and a HOME. */
  readonly variables?: Readonly<Record<string, string>>;
}

const LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n';
const PLAN = "judged.tfplan";

/**
 * Copies a root module, offers it to OpenTofu with the stand-in as its only provider, and removes it after `use`.
 *
 * @param source a folder, or texts by path
 */
export function withRoot<T>(
  source: string | Readonly<Record<string, string>>,
  use: (root: Root) => T,
  { backend = "local", onlySpokenOf = true, variables = {} }: RootOptions = {},
): T {
  const home = mkdtempSync(join(tmpdir(), "finflow-tofu-"));
  try {
    const folder = join(home, "root");
    if (typeof source === "string") cpSync(source, folder, { recursive: true });
    else writeFiles(folder, source);
    if (backend === "local") writeFiles(folder, { "backend_override.tf": LOCAL_BACKEND });
    return use(
      rootAt(folder, {
        ...baseOf(home),
        ...variables,
        STAND_IN_TYPES: onlySpokenOf ? typesIn(folder).join() : "",
        TF_CLI_CONFIG_FILE: configFile(home),
      }),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What looks like a type in any text. */
function typesIn(folder: string): readonly string[] {
  const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tf"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/"(aws_\w+)"/g)].map(([, type = ""]) => type))),
  ].toSorted();
}

function rootAt(folder: string, env: Readonly<Record<string, string>>): Root {
  const call = (parameters: readonly string[], input?: string) =>
    spawnSync(tofu, [...parameters], { cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 28, input });
  const outcome = ({ status, stdout, stderr }: ReturnType<typeof call>): Outcome => ({
    ok: status === 0,
    said: stdout + stderr,
  });
  const run: Root["run"] = (...parameters) => outcome(call(parameters));
  const json = (...parameters: readonly string[]): unknown => {
    const { stdout, stderr } = call(parameters);
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`tofu ${parameters.join(" ")}: ${stdout}${stderr}`);
    }
  };
  const withVariables = (file: string | undefined) => (file === undefined ? [] : [`-var-file=${file}`]);
  return {
    folder,
    environment: env,
    run,
    fmtCheck: () => {
      const { ok, said } = run("fmt", "-check", "-recursive", "-list=true", "-no-color");
      // `fmt` does not look at these.
      const backends = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".tfbackend"))
        .filter((name) => {
          const text = readFileSync(join(folder, name), "utf8");
          return call(["fmt", "-"], text).stdout !== text;
        });
      return { ok: ok && backends.length === 0, said: said + backends.map((name) => `${name}\n`).join("") };
    },
    init: (backendConfig) =>
      run(
        "init",
        "-no-color",
        "-input=false",
        ...(backendConfig === undefined ? [] : [`-backend-config=${backendConfig}`]),
      ),
    validate: () => (json("validate", "-json") as { diagnostics: readonly TofuDiagnostic[] }).diagnostics,
    plan: (file) => {
      const { status, stdout, stderr } = call([
        "plan",
        "-no-color",
        "-input=false",
        "-detailed-exitcode",
        `-out=${PLAN}`,
        ...withVariables(file),
      ]);
      return { ok: status === 0 || status === 2, hasChanges: status === 2, said: stdout + stderr };
    },
    planned: () => json("show", "-json", PLAN) as TofuPlan,
    apply: () => run("apply", "-no-color", "-input=false", PLAN),
    state: () => json("show", "-json"),
    destroy: (file) => run("destroy", "-no-color", "-input=false", "-auto-approve", ...withVariables(file)),
    console: (expression, file) => outcome(call(["console", "-no-color", ...withVariables(file)], `${expression}\n`)),
  };
}

/** Nothing of this machine's, and nothing is asked, looked up or sent. */
const baseOf = (home: string) => ({
  PATH: process.env.PATH ?? "",
  HOME: home,
  TF_IN_AUTOMATION: "1",
  TF_INPUT: "0",
  CHECKPOINT_DISABLE: "1",
});

/** The CLI's configuration: providers come from a folder, whose layout names the host that OpenTofu itself asks by default. */
function configFile(home: string): string {
  const { folder, schema } = buildProvider();
  const { host, platform } = defaults();
  const mirror = join(home, "mirror");
  const place = join(mirror, host, "hashicorp/aws", schema.version, platform);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(folder, "provider"), place);
  const file = join(home, "tofu.tfrc");
  writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  return file;
}

interface Defaults {
  readonly host: string;
  readonly platform: string;
}

let known: Defaults | undefined;

/** What OpenTofu says of itself. */
function defaults(): Defaults {
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "finflow-tofu-"));
  try {
    const text = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n';
    writeFiles(folder, { "main.tf": text });
    const ask = (...parameters: string[]) =>
      spawnSync(tofu, parameters, {
        cwd: folder,
        env: baseOf(folder),
        encoding: "utf8",
      }).stdout;
    const host = /provider\[([^/\]]+)\/hashicorp\/aws\]/.exec(ask("providers"))?.[1];
    const { platform } = JSON.parse(ask("version", "-json")) as { platform: string };
    if (host === undefined) throw new Error("tofu providers names no host");
    known = { host, platform };
    return known;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

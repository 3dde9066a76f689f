import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CompileResult } from "../../../src/compiler.ts";
import { contracts } from "../../../src/emitters/contracts/index.ts";
import type { CompiledEnvironment } from "../../../src/emitters/emitter.ts";
import { ROOT, type SAMPLES } from "../../properties/compiled.ts";
import { type Compiled, tester } from "../../tester.ts";

/** A spec that people wrote, up to its desired objects: what other emitters do is none of a contract's business. */
export function sampleOf(entry: (typeof SAMPLES)[number]): Compiled {
  const folder = dirname(entry);
  const others = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => join(folder, path));
  const paths = [...new Set([entry, ...others])];
  return tester.platform(Object.fromEntries(paths.map((path) => [path, readFileSync(join(ROOT, path), "utf8")])));
}

/** Contracts by file name. */
export function contractsOf({ platform, environments }: Pick<CompileResult, "platform" | "environments">) {
  if (platform === undefined) throw new Error("the spec has errors");
  const { value } = contracts.emit({ platform, environments, fileOf: () => "spec.yaml" });
  return new Map(value.map(({ path, body }) => [path.slice("generated/contracts/".length), body]));
}

/** A folder with the given files, removed after use. */
export function withFolder<T>(files: Iterable<readonly [path: string, text: string]>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "contracts-"));
  const isDone = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const [path, text] of files) write(join(folder, path), text);
    const result = use(folder);
    if (result instanceof Promise) return result.finally(isDone) as T;
    isDone();
    return result;
  } catch (error) {
    isDone();
    throw error;
  }
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** As strict as TypeScript gets: a contract is copied into projects whose options nobody here knows. */
const STRICT = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2022"],
    module: "nodenext",
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    noEmit: true,
    strict: true,
    allowImportingTsExtensions: true,
    allowUnreachableCode: false,
    allowUnusedLabels: false,
    declaration: true,
    erasableSyntaxOnly: true,
    exactOptionalPropertyTypes: true,
    isolatedDeclarations: true,
    isolatedModules: true,
    noFallthroughCasesInSwitch: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noPropertyAccessFromIndexSignature: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    skipLibCheck: true,
    verbatimModuleSyntax: true,
  },
  include: ["**/*.ts"],
};

/** What the project's own TypeScript says about a folder: `file:line` of each error, with its text. */
export function compileErrors(folder: string): ReadonlyMap<string, string> {
  write(join(folder, "tsconfig.json"), JSON.stringify(STRICT));
  write(join(folder, "package.json"), '{ "type": "module" }');
  const { stdout, stderr, status } = spawnSync(
    join(ROOT, "node_modules/.bin/tsc"),
    ["-p", folder, "--pretty", "false"],
    {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PATH: `${join(ROOT, "node_modules/.bin")}:${process.env.PATH}` },
    },
  );
  const errors = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error (.*)$/gm)];
  if ((status !== 0) !== errors.length > 0) throw new Error(stdout + stderr);
  return new Map(errors.map(([, file, line, text]) => [`${file}:${line}`, String(text)]));
}

/** Runs a TypeScript file by Node's type stripping, with these variables and no others. */
export const runNode = (file: string, env: Readonly<Record<string, string>>): SpawnSyncReturns<string> =>
  spawnSync(join(ROOT, "node_modules/.bin/node"), [file], { encoding: "utf8", env: { ...env } });

/** What a service's container finds in one environment. */
export interface Container {
  readonly env: Readonly<Record<string, string>>;
  /** Contents by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  readonly pod: any;
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  readonly container: any;
}

/** As the kubelet would make it of the objects: variables of the ConfigMaps, files of the volumes. */
export function containerOf({ units }: CompiledEnvironment, service: string): Container {
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  const objects: any[] = units.flatMap((unit) => unit.objects);
  const find = (kind: string, name: string) => objects.find((one) => one.kind === kind && one.metadata.name === name);
  const pod = find("Deployment", service).spec.template.spec;
  const [container] = pod.containers;
  const env = Object.assign(
    {},
    ...container.envFrom.map(
      ({ configMapRef }: { configMapRef: { name: string } }) => find("ConfigMap", configMapRef.name).data,
    ),
  );
  /** What an ExternalSecret says, or anything where the cluster or Secrets Manager makes it. */
  const contentOf = (secret: string, key: string): string => {
    const made = objects.find((one) => one.kind === "ExternalSecret" && one.spec.target.name === secret);
    const said: string | undefined = made?.spec.target.template?.data?.[key];
    if (said !== undefined && !said.includes("{{")) return said;
    return key === "port" ? "6432" : `${key} of ${secret}`;
  };
  const files = new Map<string, string>();
  for (const { name, mountPath } of container.volumeMounts) {
    const volume = pod.volumes.find((one: { name: string }) => one.name === name);
    const sources = [
      ...(volume.secret ? [{ name: volume.secret.secretName, items: volume.secret.items }] : []),
      ...(volume.projected?.sources ?? []).map((source: { secret: object }) => source.secret),
    ];
    for (const source of sources) {
      for (const { key, path } of source.items) files.set(`${mountPath}/${path}`, contentOf(source.name, key));
    }
  }
  return { env, files, pod, container };
}

/** The same container with its files below a folder, which a test may write, unlike `/etc`. */
export function mountedBelow({ env, files }: Container, folder: string): Readonly<Record<string, string>> {
  for (const [path, content] of files) write(join(folder, path), content);
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, files.has(value) ? join(folder, value) : value]),
  );
}

import { posix } from "node:path";
import { parse } from "@cdktn/hcl2json";
import { type CheckovReport, checkov, type JudgedFile, judgedKinds, type Verdict } from "./checkov.ts";
import type { Finding } from "./checkov-skips.ts";

/** A `resource` or `data` block of a folder, once for each call of the folder. */
interface Block {
  readonly type: string;
  /** Without keys: `module.rds.aws_db_instance.this`. */
  readonly address: string;
  /** How many of the block and the modules around it have `for_each` or `count`: how many keys an instance has. */
  readonly keys: number;
}

type Body = Readonly<Record<string, unknown>>;

interface Document {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, readonly Body[]>>>>;
  readonly data?: Document["resource"];
  readonly module?: Readonly<Record<string, readonly Body[]>>;
}

const keysOf = (body: Body | undefined): number => (body && ("for_each" in body || "count" in body) ? 1 : 0);

/**
 * Every block of the folders in which Terraform is run, and of the modules that they call, and theirs. A module that
 * nobody calls is an error.
 */
export async function blocksOf(files: readonly JudgedFile[]): Promise<readonly Block[]> {
  const folders = new Set(files.filter(({ path }) => path.endsWith(".tf")).map(({ path }) => posix.dirname(path)));
  const reached = new Set<string>();

  async function below(folder: string, prefix: string, keys: number): Promise<readonly Block[]> {
    if (!folders.has(folder)) throw new Error(`no Terraform files in ${folder}`);
    reached.add(folder);
    const texts = files.filter(({ path }) => path.endsWith(".tf") && posix.dirname(path) === folder);
    const documents: readonly Document[] = await Promise.all(texts.map(({ path, body }) => parse(path, body)));
    const own = documents.flatMap(({ resource = {}, data = {} }) =>
      [...Object.entries(resource), ...Object.entries(data)].flatMap(([type, byName]) =>
        Object.entries(byName).map(([name, [body]]) => ({
          type,
          address: `${prefix}${type}.${name}`,
          keys: keys + keysOf(body),
        })),
      ),
    );
    const calls = documents.flatMap(({ module = {} }) => Object.entries(module));
    const called = await Promise.all(
      calls.map(([name, [body]]) =>
        below(posix.join(folder, String(body?.source)), `${prefix}module.${name}.`, keys + keysOf(body)),
      ),
    );
    return [...own, ...called.flat()];
  }

  const roots = [...new Set([".", ...folders])].filter((folder) => !folder.startsWith("modules/"));
  const blocks = await Promise.all(roots.map((root) => below(root, "", 0)));
  const uncalled = [...folders].filter((folder) => !reached.has(folder));
  if (uncalled.length > 0) throw new Error(`no module call leads to ${uncalled.join(", ")}`);
  return blocks.flat();
}

/** What `terraform/` holds, and the environments whose values it holds. */
export interface Root {
  readonly files: readonly JudgedFile[];
  readonly environments: readonly Finding["environment"][];
}

/** What is wrong with roots of the same modules, in each of their environments, and what checkov fails to say of them. */
export async function judgeRoots(roots: readonly Root[]): Promise<readonly Finding[]> {
  const blocks = new Map<string, Block>();
  const judged: { environment: Finding["environment"]; report: CheckovReport }[] = [];
  for (const { files, environments } of roots) {
    for (const block of await blocksOf(files)) blocks.set(block.address, block);
    const reports = environments.map(async (environment) => ({
      environment,
      report: await checkov("terraform", files, `environments/${environment.name}.tfvars`),
    }));
    judged.push(...(await Promise.all(reports)));
  }
  const reports = judged.map(({ report }) => report);
  const complete = expandedAddresses(blocks, reports);
  const everywhere = { name: "every environment", tier: "every" };
  return [
    ...judged.flatMap(({ environment, report }) =>
      report.failed
        // A block of which the environment has no instance is judged all the same, with values that are nobody's. It
        // counts in the environments that have one.
        .filter(({ resource }) => !complete.has(addressOf(resource)) || hasAllKeys(blocks, resource))
        .map((verdict) => ({ ...verdict, environment })),
    ),
    ...gaps(blocks, reports, await judgedKinds("terraform")).map((verdict) => ({
      ...verdict,
      environment: everywhere,
    })),
  ];
}

/**
 * What the reports of all environments fail to say. A block whose keys checkov cannot evaluate, as with a `for` expression,
 * is judged as one resource with unknown values, which some rules pass.
 *
 * @param kinds the types of resources that it has rules for
 * @see https://github.com/bridgecrewio/checkov/issues/7503
 */
function gaps(
  blocks: ReadonlyMap<string, Block>,
  reports: readonly CheckovReport[],
  kinds: ReadonlySet<string>,
): readonly Verdict[] {
  const seen = new Set(resourcesOf(reports).map(addressOf));
  const complete = expandedAddresses(blocks, reports);
  return [...blocks.values()]
    .filter(({ type }) => kinds.has(type))
    .flatMap(({ address: resource }) => {
      if (!seen.has(resource)) return [{ check: "unseen", resource, name: "checkov says nothing about it" }];
      if (!complete.has(resource)) return [{ check: "unexpanded", resource, name: "checkov cannot evaluate its keys" }];
      return [];
    });
}

/** The blocks of which checkov has seen an instance with all its keys, in any environment. */
const expandedAddresses = (blocks: ReadonlyMap<string, Block>, reports: readonly CheckovReport[]) =>
  new Set(
    resourcesOf(reports)
      .filter((resource) => hasAllKeys(blocks, resource))
      .map(addressOf),
  );

const resourcesOf = (reports: readonly CheckovReport[]): readonly string[] =>
  reports.flatMap(({ passed, failed }) => [...passed, ...failed].map(({ resource }) => resource));

const KEY = /\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g;

const addressOf = (resource: string): string => resource.replaceAll(KEY, "");

const hasAllKeys = (blocks: ReadonlyMap<string, Block>, resource: string): boolean =>
  (resource.match(KEY)?.length ?? 0) === blocks.get(addressOf(resource))?.keys;

import { posix } from "node:path";
import { parse } from "@cdktn/hcl2json";
import { type CheckovReport, checkov, type JudgedFile, judgedKinds, type Verdict } from "./checkov.ts";
import type { Finding } from "./checkov-skips.ts";
import { findTool, type Judge } from "./judge.ts";
import { type Outcome, tofuJudge, withRoot } from "./opentofu.ts";

export const judge: Judge = {
  name: `checkov, ${tofuJudge.name}`,
  isThere: tofuJudge.isThere && findTool("checkov") !== undefined,
  hint: tofuJudge.hint,
};

/** A `resource` or `data` block of a folder, once for each call of the folder. */
interface Block {
  readonly type: string;
  readonly isData: boolean;
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
    const blocks = (byType: Document["resource"] = {}, isData: boolean) =>
      Object.entries(byType).flatMap(([type, byName]) =>
        Object.entries(byName).map(([name, [body]]) => ({
          type,
          isData,
          address: `${prefix}${type}.${name}`,
          keys: keys + keysOf(body),
        })),
      );
    const own = documents.flatMap(({ resource, data }) => [...blocks(resource, false), ...blocks(data, true)]);
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

/**
 * What is wrong with roots of the same modules, in each of their environments: in their text with the environment's values,
 * where rules see what belongs together, and in its plans. In the text a block whose keys checkov cannot evaluate, as with a
 * `for` expression, or that has no instance is judged as one resource with unknown values, which some rules pass and others
 * do not: that does not count. What no environment has an instance of is a finding itself.
 *
 * @see https://github.com/bridgecrewio/checkov/issues/7503
 */
export async function judgeRoots(roots: readonly Root[]): Promise<readonly Finding[]> {
  const blocks = new Map<string, Block>();
  const judged: { environment: Finding["environment"]; report: CheckovReport }[] = [];
  for (const { files, environments } of roots) {
    for (const block of await blocksOf(files)) blocks.set(block.address, block);
    const plans = environments.map((environment) => {
      const values = `environments/${environment.name}.tfvars`;
      return { environment, values, ...plansOf(files, values) };
    });
    const reports = plans.flatMap(({ environment, values, first, second }) =>
      [
        checkov("terraform", files, values),
        checkov("terraform_plan", [{ path: "plan.json", body: first }], undefined, "CKV2_*"),
        checkov("terraform_plan", [{ path: "plan.json", body: second }], undefined, "CKV_*"),
      ].map(async (report) => ({ environment, report: instancesOf(blocks, await report) })),
    );
    judged.push(...(await Promise.all(reports)));
  }
  const findings = judged.flatMap(({ environment, report }) =>
    report.failed.map((verdict): Finding => ({ ...verdict, environment })),
  );
  const environment = { name: "every environment", tier: "every" };
  const unseen = unseenBlocks(
    blocks,
    judged.map(({ report }) => report),
    await judgedKinds("terraform"),
  );
  return [...findings, ...unseen.map((verdict) => ({ ...verdict, environment }))];
}

/**
 * Two plans of an environment by the provider's stand-in, with every expression evaluated: before it stands, when rules of
 * several resources follow one to another by what is not known yet, and after, when what AWS decides is known and a policy
 * that names it is a text, for the rules of one resource.
 */
const plansOf = (files: readonly JudgedFile[], values: string) =>
  withRoot(Object.fromEntries(files.map(({ path, body }) => [path, body])), (root) => {
    const done = ({ ok, said }: Outcome) => {
      if (!ok) throw new Error(said);
    };
    const planned = () => {
      done(root.plan(values));
      return JSON.stringify(root.planned());
    };
    done(root.init());
    const first = planned();
    done(root.apply());
    return { first, second: planned() };
  });

/** Without what is said of a block as if it had one instance. */
function instancesOf(blocks: ReadonlyMap<string, Block>, { passed, failed }: CheckovReport): CheckovReport {
  const isWhole = ({ resource }: Verdict) =>
    (resource.match(KEY)?.length ?? 0) === (blocks.get(addressOf(resource))?.keys ?? 0);
  return { passed: passed.filter(isWhole), failed: failed.filter(isWhole) };
}

/**
 * The blocks of resources of which no report has an instance. Data are not missed: a plan says no more of a policy document
 * than the policy of the resource that it is for, and there it is judged.
 *
 * @param kinds the types of resources that checkov has rules for
 */
function unseenBlocks(
  blocks: ReadonlyMap<string, Block>,
  reports: readonly CheckovReport[],
  kinds: ReadonlySet<string>,
): readonly Verdict[] {
  const seen = new Set(resourcesOf(reports).map(addressOf));
  return [...blocks.values()]
    .filter(({ type, address, isData }) => !isData && kinds.has(type) && !seen.has(address))
    .map(({ address }) => ({ check: "unseen", resource: address, name: "checkov judges no instance of it" }));
}

const resourcesOf = (reports: readonly CheckovReport[]): readonly string[] =>
  reports.flatMap(({ passed, failed }) => [...passed, ...failed].map(({ resource }) => resource));

const KEY = /\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g;

const addressOf = (resource: string): string => resource.replaceAll(KEY, "");

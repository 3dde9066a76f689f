import {
  DefaultTokenResolver,
  type IResolvable,
  type ITerraformIterator,
  S3Backend,
  StringConcat,
  TerraformElement,
  TerraformHclModule,
  TerraformLocal,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
} from "cdktn";
import { Construct, type IConstruct } from "constructs";
import type { HclAttribute, HclBlock, HclValue } from "../../print/hcl.ts";
import type { VariableDefinition } from "./types.ts";

/** `terraform_data`, which no provider brings. */
export { DataResource } from "cdktn";

/**
 * The one place that knows cdktn. Modules say with its typed classes what they hold; what comes back are values, and
 * nothing is written. cdktn prints HCL itself, but not so that a person could review it (docs/adr/0008).
 *
 * Loading the provider's classes takes long and a quarter of a second of work, so only `load.ts` loads this.
 */

/** What a folder of Terraform's language holds. */
export interface TerraformFolder {
  /** In the order in which they were declared. */
  readonly blocks: readonly HclBlock[];
  /** The same as cdktn synthesizes it, in Terraform's JSON syntax: what the blocks are proved against (law 5). */
  readonly synthesized: unknown;
}

/** Where the elements of a folder are declared. */
export type Scope = TerraformStack;

export interface ModuleDefinition<Variables extends Readonly<Record<string, VariableDefinition>>> {
  /** Name of the folder below `modules/`, and of the call. */
  readonly name: string;
  readonly variables: Variables;
  /** Declares what the module holds. */
  readonly build: (scope: Scope) => void;
  /** How the root calls it: a value for each variable, expressions over the root's. */
  readonly call: { readonly [Name in keyof Variables]: HclValue };
}

export const defineModule = <Variables extends Readonly<Record<string, VariableDefinition>>>(
  definition: ModuleDefinition<Variables>,
): ModuleDefinition<Variables> => definition;

/** Synthesizes what `build` declares. */
export function synthesize(build: (scope: Scope) => void): TerraformFolder {
  // Without an App: that would make folders.
  const scope = new TerraformStack(new Construct(undefined as never, ""), "folder");
  build(scope);
  const resolver = new DefaultTokenResolver(new StringConcat());
  const resolve = (value: unknown) => Tokenization.resolve(value, { scope, resolver, preparing: false });
  const synthesized = resolve(scope.toTerraform()) as Tree;
  const elements = scope.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
  const blocks = elements.flatMap((element) => blocksOf(resolve(element.toHclTerraform()), element, synthesized));
  return { blocks: [...settingsOf(synthesized.terraform), ...joinedLocals(blocks)], synthesized };
}

/** Variables, as `variables.tf` declares them. */
export function declareVariables(scope: Scope, variables: Readonly<Record<string, VariableDefinition>>): void {
  for (const [name, { type, description, validation }] of Object.entries(variables)) {
    const element = new TerraformVariable(scope, `var.${name}`, {
      type: type.print,
      description,
      nullable: false,
      validation: validation?.map(({ condition, message }) => ({ condition: of(condition), errorMessage: message })),
    });
    named(element, name);
  }
}

/** An output; its description tells a caller what it is. */
export const output = (scope: Scope, name: string, value: unknown, description: string): void => {
  named(new TerraformOutput(scope, `output.${name}`, { value, description }), name);
};

export const local = (scope: Scope, name: string, value: HclValue): void => {
  named(new TerraformLocal(scope, `local.${name}`, value), name);
};

/** The call of a module in a folder beside. */
export const callModule = (scope: Scope, name: string, variables: Readonly<Record<string, HclValue>>): void => {
  const settings = { source: `./modules/${name}`, variables, skipAssetCreationFromLocalModules: true };
  named(new TerraformHclModule(scope, `module.${name}`, settings), name);
};

/** The versions that a folder was written for. */
export const requirements = (
  scope: Scope,
  terraform: string,
  providers: Readonly<Record<string, { readonly source: string; readonly version: string }>>,
): void => {
  scope.addOverride("terraform.required_version", terraform);
  for (const [name, provider] of Object.entries(providers))
    scope.addOverride(`terraform.required_providers.${name}`, { ...provider });
};

/** State in S3 with its lock beside it; what differs between environments comes from a file of `-backend-config`. */
export const partialS3Backend = (scope: Scope): void => {
  const backend = new S3Backend(scope, { bucket: "", key: "" });
  backend.addOverride("bucket", undefined);
  backend.addOverride("key", undefined);
};

/**
 * A resource, data source or ephemeral resource. cdktn wants other names for everything in a folder, Terraform for
 * everything of one type only.
 *
 * @param why stands as a comment above the block
 */
export function declare<Config extends object, Element extends TerraformElement>(
  scope: Scope,
  type: new (scope: Construct, id: string, config: Config) => Element,
  name: string,
  config: Config,
  why?: string,
): Element {
  const element = named(new type(scope, `${type.name}.${name}`, config), name);
  if (why !== undefined) element.node.addMetadata(COMMENT, why);
  element.node.addMetadata(DECLARED, config);
  return element;
}

function named<Element extends TerraformElement>(element: Element, name: string): Element {
  element.overrideLogicalId(name);
  return element;
}

const COMMENT = "finflow.comment";
const DECLARED = "finflow.declared";
const declaredAs = (element: IConstruct): unknown => element.node.metadata.find(({ type }) => type === DECLARED)?.data;
const commentOf = (element: IConstruct): string | undefined =>
  element.node.metadata.find(({ type }) => type === COMMENT)?.data as string | undefined;

/** Expressions of Terraform's language, where a typed argument stands. `of("each.value.name")` becomes `each.value.name`. */
export const of = (expression: string): string => `\${${expression}}`;
export const numberOf = (expression: string): number => Token.asNumber(of(expression));
export const boolOf = (expression: string): IResolvable => Token.asAny(of(expression));
export const listOf = (expression: string): string[] => Token.asList(of(expression));
export const mapOf = (expression: string): { [key: string]: string } => Token.asStringMap(of(expression));

/** `for_each` over a map or a set of strings. */
export const forEach = (expression: string): ITerraformIterator =>
  ({ _getForEachExpression: () => of(expression) }) as ITerraformIterator;

/**
 * Blocks of one type, one for each item of a collection; in them the item is `<block>.value`. The content has the names
 * of Terraform, and lists of objects in it are blocks again.
 */
export const dynamicBlock = (
  element: TerraformElement,
  block: string,
  collection: string,
  content: Readonly<Record<string, HclValue>>,
): void => element.addOverride(`dynamic.${block}`, { for_each: of(collection), content });

// ---- from the trees of elements to blocks

/** A value as an element's `toHclTerraform` describes it. cdktn writes the fields in either case. */
interface Described {
  readonly value: unknown;
  readonly isBlock?: boolean;
  readonly is_block?: boolean;
  readonly type?: string;
  readonly storageClassType?: string;
}

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

const isDescribed = (value: unknown): value is Described =>
  isTree(value) &&
  "value" in value &&
  "type" in value &&
  ("isBlock" in value ||
    "is_block" in value ||
    "storageClassType" in value ||
    "storage_class_type" in value ||
    value.type === "type" ||
    value.type === "any" ||
    value.type === "simple");

/** Blocks that hold others by one or two names: `resource "aws_vpc" "this"`. */
const LABELS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
};

/** Blocks of an element; `terraform {}`, to which several elements add, is made of the whole. */
function blocksOf(fragment: unknown, element: TerraformElement, synthesized: Tree): HclBlock[] {
  const why = commentOf(element);
  return Object.entries(isTree(fragment) ? fragment : {}).flatMap(([type, held]): HclBlock[] => {
    if (held === undefined || type === "terraform") return [];
    return labelled(held, LABELS[type] ?? 0).map(({ labels, body }) => ({
      type,
      labels,
      body: inOrder(
        type === "variable" ? variableOf(labels, body as Tree, synthesized) : bodyOf(body),
        ORDER[type] ?? declaredAs(element),
      ),
      ...(why !== undefined && { comment: why }),
    }));
  });
}

/** The type is a constraint, not a string, and `nullable` is missing in cdktn's description. */
function variableOf([name = ""]: readonly string[], described: Tree, synthesized: Tree): HclBlock["body"] {
  const { type, nullable } = (synthesized.variable as Tree)[name] as Tree;
  return [
    ...bodyOf({ ...described, type: undefined }),
    { name: "type", value: of(String(type)) },
    ...attribute("nullable", nullable),
  ];
}

/** Arguments in the order in which they were declared, in nested blocks too; cdktn has them in that of the alphabet. */
function inOrder(body: HclBlock["body"], declared: unknown): HclBlock["body"] {
  const fields = new Map(isTree(declared) ? Object.entries(declared).map(([key, held]) => [snakeCase(key), held]) : []);
  const names = [...fields.keys()];
  const nameOf = (item: HclAttribute | HclBlock) =>
    "name" in item ? item.name : item.type === "dynamic" ? (item.labels[0] ?? "") : item.type;
  const rank = (item: HclAttribute | HclBlock) => {
    const index = names.indexOf(nameOf(item));
    return index < 0 ? names.length : index;
  };
  const seen = new Map<string, number>();
  const inner = body.map((item) => {
    if ("name" in item || item.type === "dynamic") return item;
    const nth = seen.get(item.type) ?? 0;
    seen.set(item.type, nth + 1);
    const held = fields.get(item.type);
    return { ...item, body: inOrder(item.body, Array.isArray(held) ? held[nth] : held) };
  });
  return inner.toSorted((one, other) => rank(one) - rank(other));
}

/** Keys alone count. */
const ORDER: Readonly<Record<string, Readonly<Record<string, null>>>> = {
  module: { source: null },
  output: { description: null, value: null },
  variable: { description: null, type: null, default: null, nullable: null },
};

function labelled(held: unknown, depth: number): { labels: string[]; body: unknown }[] {
  if (depth === 0) return (Array.isArray(held) ? held : [held]).map((body) => ({ labels: [], body }));
  return Object.entries(held as Tree).flatMap(([label, inner]) =>
    labelled(inner, depth - 1).map(({ labels, body }) => ({ labels: [label, ...labels], body })),
  );
}

/** `terraform {}`: required providers and the backend are blocks. */
function settingsOf(settings: unknown): HclBlock[] {
  if (!isTree(settings)) return [];
  const { required_version, required_providers, backend } = settings as Readonly<Record<string, Tree | undefined>>;
  const body = [
    ...attribute("required_version", required_version),
    ...Object.entries(backend ?? {}).map(([kind, held]) => ({
      type: "backend",
      labels: [kind],
      body: attributesOf(held as Tree),
    })),
    ...(required_providers === undefined
      ? []
      : [{ type: "required_providers", labels: [], body: attributesOf(required_providers) }]),
  ];
  return body.length === 0 ? [] : [{ type: "terraform", labels: [], body }];
}

const attributesOf = (tree: Tree): HclAttribute[] =>
  Object.entries(tree).flatMap(([name, value]) => {
    const plain = plainOf(isDescribed(value) ? value.value : value);
    return plain === undefined || plain === null ? [] : [{ name, value: plain }];
  });

function bodyOf(tree: unknown): HclBlock["body"] {
  return conditionFirst(Object.entries(tree as Tree)).flatMap(([name, described]): (HclAttribute | HclBlock)[] => {
    if (name === "//" || described === undefined || described === null) return [];
    // A block of the provider may have the name too, such as the lifecycle of a backup.
    if (name === "lifecycle" && !isDescribed(described)) return [lifecycleOf(described as Tree)];
    if (name === "depends_on") return [{ name, value: referencesOf(described) }];
    if (name === "dynamic")
      return Object.entries(described).map(([block, { for_each, content }]) => ({
        type: name,
        labels: [block],
        body: [{ name: "for_each", value: for_each }, contentOf("content", content)],
      }));
    if (!isDescribed(described)) return attribute(name, described);
    const { value } = described;
    if (described.isBlock || described.is_block) return nestedBlocks(name, value);
    return attribute(name, value);
  });
}

function attribute(name: string, value: unknown): HclAttribute[] {
  const plain = plainOf(value);
  return plain === undefined || plain === null ? [] : [{ name, value: plain }];
}

/** A rule before what is said where it is broken. */
const conditionFirst = (fields: [string, unknown][]): [string, unknown][] =>
  fields.toSorted(([a], [b]) => Number(b === "condition") - Number(a === "condition"));

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const nestedBlocks = (type: string, value: unknown): HclBlock[] =>
  (Array.isArray(value) ? value : [value]).filter(isTree).map((item) => ({ type, labels: [], body: bodyOf(item) }));

const contentOf = (type: string, content: Tree): HclBlock => ({
  type,
  labels: [],
  body: Object.entries(content).flatMap(([name, value]): (HclAttribute | HclBlock)[] =>
    Array.isArray(value) && value.some(isTree) ? value.map((item) => contentOf(name, item)) : attribute(name, value),
  ),
});

/** Names of arguments in a lifecycle are references, and its conditions are blocks. */
const lifecycleOf = (tree: Tree): HclBlock => ({
  type: "lifecycle",
  labels: [],
  body: Object.entries(tree).flatMap(([name, value]): (HclAttribute | HclBlock)[] => {
    if (name === "ignore_changes" || name === "replace_triggered_by") return [{ name, value: referencesOf(value) }];
    if (name === "precondition" || name === "postcondition")
      return (value as Tree[]).map((condition) => ({
        type: name,
        labels: [],
        body: conditionFirst(Object.entries(condition)).flatMap(([key, text]) => attribute(key, text)),
      }));
    return attribute(name, value);
  }),
});

const referencesOf = (value: unknown): HclValue =>
  Array.isArray(value)
    ? value.map((item) => (String(item).startsWith("${") ? String(item) : of(String(item))))
    : of(String(value));

/** A value without descriptions: within a list or a map cdktn describes some of the fields. */
function plainOf(value: unknown): HclValue | undefined {
  if (isDescribed(value)) return plainOf(value.value);
  if (Array.isArray(value)) return value.map((item) => plainOf(item) ?? null);
  if (isTree(value)) return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plainOf(field)]));
  return value as HclValue | undefined;
}

/** The locals of a folder stand in one block, at the place of the first. */
function joinedLocals(blocks: readonly HclBlock[]): HclBlock[] {
  const isLocals = ({ type }: HclBlock) => type === "locals";
  const body = blocks.filter(isLocals).flatMap((block) => block.body);
  const first = blocks.findIndex(isLocals);
  return blocks.flatMap((block, index) => (index === first ? [{ ...block, body }] : isLocals(block) ? [] : [block]));
}

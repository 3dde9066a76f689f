// The AWS provider's schema, read out of the text of its typed bindings, `@cdktn/provider-aws`.
// In: the folder of the package. Out: what `terraform providers schema -json` prints for that version of the provider.
// After: every class of the bindings is in it; text of a form that is not known here throws.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A type as cty writes it in JSON. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", Readonly<Record<string, CtyType>>];

export interface SchemaAttribute {
  readonly type: CtyType;
  readonly required?: true;
  readonly optional?: true;
  readonly computed?: true;
  readonly write_only?: true;
}

export interface NestedBlock {
  readonly nesting_mode: "single" | "list" | "set";
  readonly block: SchemaBlock;
  readonly min_items?: number;
  readonly max_items?: number;
}

export interface SchemaBlock {
  readonly attributes: Readonly<Record<string, SchemaAttribute>>;
  readonly block_types: Readonly<Record<string, NestedBlock>>;
}

/** https://opentofu.org/docs/cli/commands/providers/schema/ */
export interface ProviderSchema {
  /** Of the AWS provider. */
  readonly version: string;
  readonly provider: SchemaBlock;
  readonly resource_schemas: Readonly<Record<string, SchemaBlock>>;
  readonly data_source_schemas: Readonly<Record<string, SchemaBlock>>;
  readonly ephemeral_resource_schemas: Readonly<Record<string, SchemaBlock>>;
  /** Arguments whose shape the bindings do not tell: they are left out, so their use is refused. */
  readonly left_out: readonly string[];
}

/** One attribute of a class, as its comment, its initializer and its getter tell it. */
interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly body: string;
}

/** What is said about an argument where the class prints HCL. */
interface Hcl {
  readonly isBlock: boolean;
  readonly type: string;
  readonly storage: string;
}

/** The files of one resource, data source or of the provider. */
interface Binding {
  readonly classes: ReadonlyMap<string, { readonly base: string; readonly body: string }>;
  /** The bodies of the functions that print a struct, by the struct's name. */
  readonly printers: ReadonlyMap<string, string>;
  /** The nested blocks of an interface; its other members are arguments. */
  readonly blocks: ReadonlyMap<string, ReadonlySet<string>>;
}

const KINDS = {
  TerraformProvider: { kind: "provider", prefix: "provider." },
  TerraformResource: { kind: "resource_schemas", prefix: "" },
  TerraformDataSource: { kind: "data_source_schemas", prefix: "data." },
  TerraformEphemeralResource: { kind: "ephemeral_resource_schemas", prefix: "ephemeral." },
} as const;

const GETTERS: Readonly<Record<string, CtyType>> = {
  String: "string",
  Number: "number",
  Boolean: "bool",
  List: ["list", "string"],
  NumberList: ["list", "number"],
  StringMap: ["map", "string"],
  NumberMap: ["map", "number"],
  BooleanMap: ["map", "bool"],
};

/** Of the arguments' storage; `stringListMap` is a map of lists of strings. */
const SIMPLE: Readonly<Record<string, CtyType>> = { string: "string", number: "number", boolean: "bool" };

/** @throws Error where the text is none that the generator of the bindings is known to write */
export function deriveSchema(folder: string): ProviderSchema {
  const library = join(folder, "lib");
  const found = { provider: {}, resource_schemas: {}, data_source_schemas: {}, ephemeral_resource_schemas: {} } as {
    [kind in (typeof KINDS)[keyof typeof KINDS]["kind"]]: Record<string, SchemaBlock>;
  };
  const leftOut: string[] = [];
  let version: string | undefined;
  for (const entry of readdirSync(library, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const binding = readBinding(join(library, entry.name));
    for (const [name, { base, body }] of binding.classes) {
      if (!Object.hasOwn(KINDS, base)) continue;
      const { kind, prefix } = KINDS[base as keyof typeof KINDS];
      const type = only(body, /^ {4}static tfResourceType = "(\w+)";$/gm, name);
      version ??= only(body, /^ +providerVersion: '([\d.]+)',$/gm, name);
      found[kind][type] = blockOf(binding, `${name}Config`, body, body, { at: prefix + type, leftOut, within: [] });
    }
  }
  const provider = found.provider.aws;
  if (provider === undefined || version === undefined) throw new Error(`${folder} has no class of the provider`);
  // The bindings add `alias`, which is the language's own.
  const { alias: _, ...attributes } = provider.attributes;
  return { version, ...found, provider: { ...provider, attributes }, left_out: leftOut };
}

function readBinding(folder: string): Binding {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  const textOf = (suffix: string) =>
    files
      .filter((file) => file.endsWith(suffix))
      .map((file) => readFileSync(join(folder, file), "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, ""))
      .join("\n");
  return parseBinding(textOf(".js"), textOf(".d.ts"));
}

/** The parts of the compiled text and of its declarations. */
function parseBinding(javascript: string, declarations: string): Binding {
  const classes = new Map<string, { base: string; body: string }>();
  for (const [, name = "", base = "", body = ""] of javascript.matchAll(
    /^class (\w+) extends cdktn\.(\w+) \{\n(.*?)^\}/gms,
  )) {
    classes.set(name, { base, body });
  }
  const printers = new Map<string, string>();
  for (const [, name = "", body = ""] of javascript.matchAll(
    /^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}/gms,
  )) {
    printers.set(name.charAt(0).toUpperCase() + name.slice(1), body);
  }
  const blocks = new Map<string, Set<string>>();
  for (const [, name = "", body = ""] of declarations.matchAll(/^export interface (\w+)[^{]*\{\n(.*?)^\}/gms)) {
    blocks.set(name, new Set([...body.matchAll(/^ {4}\* (\w+) block$/gm)].map(([, block = ""]) => block)));
  }
  return { classes, printers, blocks };
}

interface Place {
  /** Its path from the resource on, with dots. */
  readonly at: string;
  readonly leftOut: string[];
  /** The structs around it. The generator ties what looks recursive into a knot; the real schema has an end. */
  readonly within: readonly string[];
}

/**
 * @param struct the interface of its arguments
 * @param body of the class that reads its attributes
 * @param printer of the method or function that prints its arguments
 */
function blockOf(binding: Binding, struct: string, body: string, printer: string, place: Place): SchemaBlock {
  const [attributes, blockTypes]: [Record<string, SchemaAttribute>, Record<string, NestedBlock>] = [{}, {}];
  const hcls = hclOf(printer, place.at);
  for (const member of body === "" ? printedMembers(hcls) : membersOf(body, place.at)) {
    const { name, required, optional, computed } = member;
    const inner: Place = { ...place, at: `${place.at}.${name}`, within: [...place.within, struct] };
    const hcl = hcls.get(name);
    hcls.delete(name);
    const reference = referenceOf(binding, member, hcl, inner.at);
    if (
      hcl?.storage === "any" ||
      (hcl === undefined && /\.interpolationForAttribute\(/.test(member.body)) ||
      (reference !== undefined && inner.within.includes(reference.struct))
    ) {
      place.leftOut.push(inner.at);
    } else if (reference !== undefined && binding.blocks.get(struct)?.has(name)) {
      const block = blockOf(binding, reference.struct, reference.body, reference.printer, inner);
      blockTypes[name] = {
        ...nestingOf(reference, inner.at),
        block,
        ...(required && reference.kind !== "single" && { min_items: 1 }),
      };
    } else {
      attributes[name] = {
        type: reference === undefined ? plainType(member, hcl, inner.at) : objectType(binding, reference, inner),
        ...(required && { required }),
        ...(optional && { optional }),
        ...(computed && { computed }),
        ...(/^ +\* @deprecated Write-only:/m.test(member.body) && { write_only: true }),
      };
    }
  }
  const [unread] = hcls.keys();
  if (unread !== undefined) throw new Error(`${place.at}.${unread}: an argument that cannot be read`);
  return { attributes, block_types: blockTypes };
}

/** The members that are no plain values: where their class is, and what it holds. */
interface Reference {
  readonly struct: string;
  readonly body: string;
  readonly printer: string;
  readonly kind: "single" | "list" | "set" | "map";
  /** Of a list or set whose class is that of a single element. */
  readonly atMostOne: boolean;
}

function referenceOf(binding: Binding, member: Member, hcl: Hcl | undefined, at: string): Reference | undefined {
  const kind =
    hcl &&
    ({ struct: "single", list: "list", set: "set", map: "map" } as const)[
      hcl.type as "struct" | "list" | "set" | "map"
    ];
  const [, struct, suffix, wrapsSet] =
    /^ {4}_\w+ = new (?!cdktn\.)(?:\w+\.)?(\w+?)(List|Map|OutputReference)\(this, "\w+"(?:, (true|false))?\);$/m.exec(
      member.body,
    ) ?? [];
  if (struct === undefined) {
    // The provider's own: nobody reads them, so they have no class.
    if (!hcl?.isBlock) return undefined;
    const printed = hcl.storage.replace(/List$/, "");
    return {
      struct: printed,
      body: "",
      printer: printerOf(binding, printed, at),
      kind: kind ?? "single",
      atMostOne: false,
    };
  }
  const body = binding.classes.get(`${struct}OutputReference`)?.body;
  if (body === undefined) throw new Error(`${at}: no class ${struct}OutputReference`);
  if (hcl !== undefined && (!hcl.isBlock || kind === undefined))
    throw new Error(`${at}: an argument of type ${hcl.type}`);
  const isOne = suffix === "OutputReference";
  return {
    struct,
    body,
    printer: printerOf(binding, struct, at),
    kind: kind ?? (isOne ? "single" : suffix === "Map" ? "map" : wrapsSet === "true" ? "set" : "list"),
    atMostOne: isOne && (kind === "list" || kind === "set"),
  };
}

function printerOf({ printers }: Binding, struct: string, at: string): string {
  const printer = printers.get(struct);
  if (printer === undefined) throw new Error(`${at}: nothing prints ${struct}`);
  return printer;
}

function nestingOf({ kind, atMostOne }: Reference, at: string): Pick<NestedBlock, "nesting_mode" | "max_items"> {
  if (kind === "map") throw new Error(`${at}: a map of blocks`);
  return { nesting_mode: kind, ...(atMostOne && { max_items: 1 }) };
}

function objectType(binding: Binding, { struct, body, printer, kind, atMostOne }: Reference, place: Place): CtyType {
  if (atMostOne) throw new Error(`${place.at}: a ${kind} of one object that is no block`);
  const { attributes, block_types } = blockOf(binding, struct, body, printer, place);
  const [block] = Object.keys(block_types);
  if (block !== undefined) throw new Error(`${place.at}.${block}: a block within an attribute`);
  const object: CtyType = [
    "object",
    Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type])),
  ];
  return kind === "single" ? object : [kind, object];
}

function plainType({ body }: Member, hcl: Hcl | undefined, at: string): CtyType {
  const collection = /new cdktn\.(StringMap|NumberMap|BooleanMap)\(this, /.exec(body)?.[1];
  const getter = /this\.get(\w+)Attribute\(/.exec(body)?.[1];
  const read = GETTERS[collection ?? getter ?? ""];
  const type =
    read !== undefined && body.includes("cdktn.Fn.tolist(") && Array.isArray(read) ? (["set", read[1]] as const) : read;
  const written = hcl && storedType(hcl, at);
  if (type !== undefined && written !== undefined && JSON.stringify(type) !== JSON.stringify(written)) {
    throw new Error(`${at}: read as ${JSON.stringify(type)}, written as ${JSON.stringify(written)}`);
  }
  if (type === undefined && written === undefined) throw new Error(`${at}: a getter that is not known`);
  return (type ?? written) as CtyType;
}

/** `stringListMap`, a map, is a map of lists of strings: the outermost is the type, the innermost comes first. */
function storedType({ type, storage }: Hcl, at: string): CtyType {
  const [, simple = "", collections = ""] = /^(string|number|boolean)((?:List|Map|Set)*)$/.exec(storage) ?? [];
  const inner = [...collections.matchAll(/List|Map|Set/g)].map(
    ([kind]) => kind.toLowerCase() as "list" | "map" | "set",
  );
  const element = SIMPLE[simple];
  if (element === undefined || (type === "simple") !== (inner.length === 0))
    throw new Error(`${at}: ${type} of ${storage}`);
  return inner.reduce<CtyType>(
    (of, kind, index) => [index === inner.length - 1 ? (type as "list") : kind, of],
    element,
  );
}

function membersOf(body: string, at: string): readonly Member[] {
  const starts = [
    ...body.matchAll(/^ {4}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n/gm),
  ];
  const ends = [...starts.slice(1).map(({ index }) => index), body.indexOf("    // =========\n    // SYNTHESIS")];
  const members = starts.map(({ index, 1: name = "", 2: computed, 3: optional, 4: required }, position) => ({
    name,
    computed: computed === "true",
    optional: optional === "true",
    required: required === "true",
    body: body.slice(index, ends[position] === -1 ? undefined : ends[position]),
  }));
  const names = new Set(members.map(({ name }) => name));
  if (names.size !== members.length) throw new Error(`${at}: two attributes of one name`);
  return members;
}

/** Of a struct that nobody reads; the provider's have no required argument. */
const printedMembers = (hcls: ReadonlyMap<string, Hcl>): readonly Member[] =>
  [...hcls.keys()].map((name) => ({ name, required: false, optional: true, computed: false, body: "" }));

function hclOf(printer: string, at: string): Map<string, Hcl> {
  const found = new Map<string, Hcl>();
  for (const [, name = "", isBlock, type = "", storage = ""] of printer.matchAll(
    /^ +"?(\w+)"?: \{\n +value: .*\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",$/gm,
  )) {
    found.set(name, { isBlock: isBlock === "true", type, storage });
  }
  if (found.size !== [...printer.matchAll(/\bisBlock:/g)].length)
    throw new Error(`${at}: arguments in a form that is not known`);
  return found;
}

/** What the only match of a pattern captures. */
function only(text: string, pattern: RegExp, at: string): string {
  const [match, second] = text.matchAll(pattern);
  if (match?.[1] === undefined || second !== undefined) throw new Error(`${at}: not one ${pattern}`);
  return match[1];
}

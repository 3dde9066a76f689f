import { Document, type ScalarTag, type Tags, type ToStringOptions } from "yaml";
import { compareText } from "../diagnostics/diagnostic.ts";
import { doubleQuoted, literalBlock, singleQuoted, stringStyle } from "./yaml-string.ts";

export interface YamlOptions {
  /**
   * `kubernetes`: what identifies an object first, the rest by code unit, whatever the order of the input.
   * `insertion`: as the value was built, for documents whose field order is a convention of their own.
   * @default "kubernetes"
   */
  readonly keys?: "kubernetes" | "insertion";
}

/**
 * Prints plain data (maps, lists, strings, numbers, booleans, null) as one YAML document: 2 spaces, LF, final newline,
 * no folding, no anchors. Readers of YAML 1.1 and 1.2 get the same value back (ADR 0004).
 * Fields that are `undefined` are left out. Half of a surrogate pair, which UTF-8 cannot carry, becomes U+FFFD.
 */
export function printYaml(value: unknown, options: YamlOptions = {}): string {
  const ordered = options.keys === "insertion" ? inOrder(value, (keys) => keys) : inOrder(value, kubernetesOrder);
  return new Document(ordered, documentOptions).toString(layout);
}

const leadingKeys = ["apiVersion", "kind", "metadata", "name", "namespace", "labels", "annotations", "spec"];
const rank = new Map(leadingKeys.map((key, index) => [key, index]));
const rankOf = (key: string): number => rank.get(key) ?? leadingKeys.length;

const kubernetesOrder = (keys: string[]): string[] => keys.sort((a, b) => rankOf(a) - rankOf(b) || compareText(a, b));

type KeyOrder = (keys: string[]) => string[];

/** Objects become maps: a plain object would put keys such as "10" before all others. */
function inOrder(value: unknown, order: KeyOrder): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item ?? null, order));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = order(Object.keys(fields).filter((key) => fields[key] !== undefined));
  return new Map(keys.map((key) => [key, inOrder(fields[key], order)]));
}

const stringTag: ScalarTag = {
  tag: "tag:yaml.org,2002:str",
  default: true,
  identify: (value) => typeof value === "string",
  resolve: (text) => text,
  stringify: (item, context) => {
    const text = String(item.value).toWellFormed();
    const style = stringStyle(text, context.implicitKey === true);
    if (style === "plain") return text;
    if (style === "single") return singleQuoted(text);
    if (style === "double") return doubleQuoted(text);
    return literalBlock(text, context.indent || "  ");
  },
};

const numberTag: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  identify: (value) => typeof value === "number" || typeof value === "bigint",
  resolve: Number,
  stringify: (item) => printNumber(item.value as number | bigint),
};

/** `1e21` is a string to YAML 1.1, which wants a dot and a sign. */
function printNumber(value: number | bigint): string {
  if (typeof value === "bigint") return String(value);
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value < 0 ? "-.inf" : ".inf";
  if (Object.is(value, -0)) return "-0.0";
  return String(value).replace(/^(-?\d+)e/, "$1.0e");
}

const replaced = new Set(["tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"]);

const documentOptions = {
  aliasDuplicateObjects: false,
  schema: "core",
  customTags: (tags: Tags): Tags => [
    stringTag,
    numberTag,
    ...tags.filter((tag) => typeof tag !== "string" && !replaced.has(tag.tag)),
  ],
} as const;

const layout: ToStringOptions = { lineWidth: 0, indentSeq: false };

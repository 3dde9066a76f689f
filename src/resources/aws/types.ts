import { aligned } from "../../print/hcl.ts";

/**
 * Types of Terraform's variables, said once: `print` is what `variable` blocks say, and `ValueOf` is what TypeScript lets
 * a `.tfvars` file say. @see https://developer.hashicorp.com/terraform/language/expressions/type-constraints
 */
export interface TerraformType<Value> {
  /** The constraint, such as `map(string)`. */
  readonly print: string;
  /** Never there: carries the type of the values. */
  readonly value?: Value;
}

export type ValueOf<Type> = Type extends TerraformType<infer Value> ? Value : never;

export const string: TerraformType<string> = { print: "string" };
export const number: TerraformType<number> = { print: "number" };
export const bool: TerraformType<boolean> = { print: "bool" };

export const list = <Item>(item: TerraformType<Item>): TerraformType<readonly Item[]> => ({
  print: `list(${item.print})`,
});

export const set = <Item>(item: TerraformType<Item>): TerraformType<readonly Item[]> => ({
  print: `set(${item.print})`,
});

export const map = <Item>(item: TerraformType<Item>): TerraformType<Readonly<Record<string, Item>>> => ({
  print: `map(${item.print})`,
});

type Fields = Readonly<Record<string, TerraformType<unknown>>>;

/** Fields that may be left out, may be. */
type ObjectOf<F extends Fields> = {
  readonly [K in keyof F as undefined extends ValueOf<F[K]> ? never : K]: ValueOf<F[K]>;
} & { readonly [K in keyof F as undefined extends ValueOf<F[K]> ? K : never]?: ValueOf<F[K]> };

export const object = <F extends Fields>(fields: F): TerraformType<ObjectOf<F>> => {
  const lines = aligned(
    Object.entries(fields).map(([name, { print }]) => ({
      name,
      lines: print.split("\n").map((line, index) => (index === 0 ? line : `  ${line}`)),
    })),
    "  ",
  );
  return { print: `object({\n${lines.join("\n")}\n})` };
};

/** A field that may be left out, and is null or the default then. */
export const optional = <Value>(
  type: TerraformType<Value>,
  ...fallback: readonly Value[]
): TerraformType<Value | undefined> => ({
  print: `optional(${[type.print, ...fallback.map((value) => JSON.stringify(value))].join(", ")})`,
});

/** What a `variable` block says. */
export interface VariableDefinition<Value = unknown> {
  readonly type: TerraformType<Value>;
  /** For people; no text of a spec. */
  readonly description: string;
  /** Rules that Terraform checks before it plans: the condition is an expression over `var`. */
  readonly validation?: readonly { readonly condition: string; readonly message: string }[];
}

export const variable = <Value>(
  type: TerraformType<Value>,
  description: string,
  validation?: VariableDefinition["validation"],
): VariableDefinition<Value> => ({ type, description, ...(validation && { validation }) });

/** The values that variables of these definitions take. */
export type ValuesOf<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends VariableDefinition<infer Value> ? Value : never;
};

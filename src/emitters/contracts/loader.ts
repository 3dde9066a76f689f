import { type Declaration, objectLiteral, stringLiteral } from "../../print/typescript.ts";
import type { Contract, Group, Variable } from "./contract-schema.ts";

type Entry = readonly [name: string, expression: string];

/** The function that reads the configuration. */
export function loader(contract: Contract): Declaration {
  const { port, settings, secrets, upstreams, database, buckets, kafka, topics } = contract;
  const groups = Object.entries(topics.consumes).map(([topic, { group }]): Entry => [topic, readingOf(group)]);
  const callees = Object.entries(upstreams).map(
    ([name, group]): Entry => [name, readingOfGroup(group, (fields) => `upstream(${objectLiteral(fields)})`)],
  );
  const config = objectLiteral([
    ["port", readingOf(port)],
    ...part("settings", entriesOf(settings)),
    ...part("secrets", entriesOf(secrets)),
    ...part("upstreams", callees),
    ...(database === undefined ? [] : [["database", readingOfGroup(database, objectLiteral)] as const]),
    ...part("buckets", entriesOf(buckets)),
    ...(kafka === undefined
      ? []
      : [["kafka", readingOfGroup(kafka, (fields) => objectLiteral([...fields, ...part("groups", groups)]))] as const]),
  ]);
  return {
    kind: "function",
    name: "loadConfig",
    comment: [
      "Reads the configuration, once, when the process starts.",
      "Throws a ConfigError with all problems where a variable or file is missing or is not what it should be.",
    ],
    parameters: [{ name: "source", type: "Source", default: "{ env, readFile: readFileSync }" }],
    returns: "Config",
    body: [
      "const read = readerOf(source);",
      `const config: Config = ${config};`,
      "if (read.problems.length > 0) throw new ConfigError(read.problems);",
      "return config;",
    ],
  };
}

const part = (name: string, entries: readonly Entry[]): readonly Entry[] =>
  entries.length === 0 ? [] : [[name, objectLiteral(entries)]];

const entriesOf = (variables: Readonly<Record<string, Variable>>): readonly Entry[] =>
  Object.entries(variables).map(([name, variable]) => [name, readingOf(variable)]);

function readingOf({ variable, type, const: only, in: place, optional }: Variable): string {
  const name = stringLiteral(variable);
  const given = `read.${place === "file" ? "content" : "variable"}(${name})`;
  const value = only === undefined ? `read.${type}(${given})` : `read.only(${given}, ${stringLiteral(only)})`;
  return whereSet(optional, [variable], type === "file" ? `read.file(${name})` : value);
}

const readingOfGroup = ({ optional, variables }: Group, expression: (fields: readonly Entry[]) => string): string =>
  whereSet(
    optional,
    Object.values(variables).map(({ variable }) => variable),
    expression(entriesOf(variables)),
  );

const whereSet = (optional: true | undefined, variables: readonly string[], expression: string): string =>
  optional
    ? `read.optional([${variables.map(stringLiteral).join(", ")}], () => ${expression.startsWith("{") ? `(${expression})` : expression})`
    : expression;

import fc from "fast-check";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import type { Contract } from "../../../src/emitters/contracts/contract-schema.ts";
import { contractModule } from "../../../src/emitters/contracts/module.ts";
import { printJson } from "../../../src/print/typescript.ts";
import { hostileString } from "../../arbitraries/hostile.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { tester } from "../../tester.ts";
import { compileErrors, contractsOf, withFolder } from "./rig.ts";

const CASES = 100;

/** Text that means something to TypeScript, TSDoc, Markdown, a shell, a template, a page, or the eye. */
const BREAKERS = [
  ..."*/ /** /* // * / \\ \\\\ ` ``` \" ' {{x}} {% x %} %{x} $(x) # @ @deprecated {@link x}".split(" "),
  ..."</script> <script> <!-- --> &lt; [a](b) ; \\u0041 \\n *\\/ **/".split(" "),
  "$" + "{x}",
  "\n",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u2066",
  "\u200b",
  "\ufeff",
  "\u0085",
  "\n * @param x\n */ export const evil = 1; /**",
  '"; export const evil = 1; //',
];
const text = fc.oneof(
  hostileString,
  fc
    .array(fc.oneof(fc.constantFrom(...BREAKERS), fc.constantFrom("a", " ", "word")), { maxLength: 12 })
    .map((parts) => parts.join("")),
  fc.constantFrom(...BREAKERS).map((part) => part.repeat(Math.ceil(10_000 / part.length))),
);
const name = text.filter((value) => value !== "");

/** A contract with the given texts wherever one has a text. Real ones have most of these names checked by the schema. */
const contractWith = (description: string, key: string): Contract => {
  const variable = { variable: key, type: "text", description } as const;
  const record = <T>(value: T): Record<string, T> => Object.fromEntries([[key, value]]);
  return {
    $schema: "./contract.schema.json",
    service: "shop",
    description,
    port: { variable: "PORT", type: "port" },
    health: { ready: [key], live: ["/live"] },
    metrics: [{ path: key }],
    shutdown: { timeoutMs: 1 },
    settings: record(variable),
    secrets: record({ variable: key, type: "file", optional: true }),
    upstreams: record({ description, optional: true, variables: { url: variable } }),
    buckets: record(variable),
    kafka: { variables: { securityProtocol: { variable: "P", type: "text", const: key } } },
    topics: {
      publishes: record({ description, exactlyOnce: true }),
      consumes: record({ description, group: variable }),
    },
  };
};

/** A module as TypeScript's own parser reads it. */
function parse(module: string) {
  const source = ts.createSourceFile("module.ts", module, ts.ScriptTarget.Latest, true);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly { messageText: unknown }[] };
  expect(parseDiagnostics.map(({ messageText }) => messageText)).toEqual([]);
  return source;
}

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** What backslashes in a comment stand for, so far as `commentText` writes them. */
const unescaped = (comment: string): string =>
  comment.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/g, (_, unit, character) =>
    unit === undefined ? character : String.fromCharCode(Number.parseInt(unit, 16)),
  );
const collapsed = (comment: string): string =>
  comment
    .split(/[ \t\r\n]+/)
    .filter(Boolean)
    .join(" ");

const outline = (source: ts.SourceFile) => source.statements.map((statement) => ts.SyntaxKind[statement.kind]);

describe("law 9: no text of the spec is more than text in a contract", () => {
  test(`TypeScript's parser finds it again: as comments, keys and strings (${CASES} texts)`, () => {
    const expected = outline(parse(contractModule(contractWith("plain", "plain"))));
    fc.assert(
      fc.property(text, name, (description, key) => {
        const module = contractModule(contractWith(description, key));
        const source = parse(module);
        expect(outline(source)).toEqual(expected);
        // Nothing hides in the file itself.
        expect(module.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);

        const nodes = [...nodesOf(source)];
        const literals = nodes.filter(ts.isStringLiteral).map((literal) => literal.text);
        const keys = nodes
          .filter((node) => ts.isPropertySignature(node) || ts.isPropertyAssignment(node))
          .map((node) =>
            ts.isComputedPropertyName(node.name)
              ? (node.name.expression as ts.StringLiteral).text
              : (node.name as ts.Identifier).text,
          );
        // Health, metrics, both types of topics, the type of the protocol, and what loads each.
        expect(literals.filter((literal) => literal === key).length).toBeGreaterThanOrEqual(10);
        // Settings, secrets, upstreams, buckets and groups, in their types and where they are loaded.
        expect(keys.filter((one) => one === key).length).toBeGreaterThanOrEqual(10);

        const comments = nodes
          .filter(ts.isPropertySignature)
          .flatMap((property) => ts.getJSDocCommentsAndTags(property))
          .map((doc) => collapsed(unescaped(ts.getTextOfJSDocComment(doc.comment) ?? "")));
        const wanted = collapsed(description);
        // Of the setting, of the bucket and of the group; that of the upstream goes on.
        if (wanted !== "") {
          expect(comments.filter((comment) => comment === wanted).length).toBeGreaterThanOrEqual(3);
          expect(comments).toContain(`${wanted} Not in every environment.`);
        }
        expect(nodes.flatMap((node) => ts.getJSDocTags(node)).some(({ tagName }) => tagName.text !== "param")).toBe(
          false,
        );
      }),
      { numRuns: CASES },
    );
  });

  test(`JSON.parse gives it back, and no character of it is hidden (${CASES} texts)`, () => {
    fc.assert(
      fc.property(text, name, (description, key) => {
        const contract = contractWith(description, key);
        const json = printJson(contract);
        expect(JSON.parse(json)).toEqual(contract);
        expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      { numRuns: CASES },
    );
  });

  test("a spec cannot end a comment, and a setting called constructor is a setting", () => {
    const hostile = `Ends */ export const evil = 1; /* "here" ${"$"}{x} \`y\` @deprecated`;
    const config = { constructor: "1", toString: "x", __proto: "y" };
    const parts = { services: { web: { owner: "crew", runtime: "node", port: 3000, description: hostile, config } } };
    const files = contractsOf(tester.platform(tester.specOf(parts)));
    withFolder(files, (folder) => expect([...compileErrors(folder)]).toEqual([]));
    expect(files.get("web.ts")).toContain("Ends \\*\\/ export const evil");
    expect(JSON.parse(files.get("web.json") ?? "")).toMatchObject({ description: hostile });
  });

  test("the contracts of random specs compile", () => {
    const specs = fc.array(spec, { minLength: 12, maxLength: 12 });
    let compiled = 0;
    fc.assert(
      fc.property(specs, (some) => {
        const files = some.flatMap((data, index) => {
          const { platform, environments } = tester.platform(specText(data));
          if (environments.length === 0) return [];
          return [...contractsOf({ platform, environments })].map(
            ([path, body]) => [`${index}/${path}`, body] as const,
          );
        });
        compiled += files.length;
        withFolder(files, (folder) => expect([...compileErrors(folder)]).toEqual([]));
      }),
      { numRuns: 3, endOnFailure: true },
    );
    expect(compiled).toBeGreaterThan(50);
  });
});

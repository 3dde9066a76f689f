import { createRequire } from "node:module";
import type { Project, StatementStructures, StructureKind, VariableDeclarationKind } from "ts-morph";

/** Paragraphs of plain text; see {@link commentText}. */
export type Comment = readonly string[];

/** A property of an interface, readonly. Its name may be any text. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly comment?: Comment;
}

/** What a module consists of, exported; a text stands for itself. Comments are data, types and expressions are code. */
export type Declaration =
  | string
  | { readonly kind: "comment"; readonly comment: Comment }
  | { readonly kind: "import"; readonly from: string; readonly names: readonly string[] }
  | {
      readonly kind: "interface";
      readonly name: string;
      readonly comment: Comment;
      readonly properties: readonly Property[];
    }
  | { readonly kind: "type"; readonly name: string; readonly comment: Comment; readonly type: string }
  | {
      readonly kind: "constant";
      readonly name: string;
      readonly comment: Comment;
      readonly type?: string;
      readonly value: string;
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly comment: Comment;
      readonly parameters: readonly { readonly name: string; readonly type: string; readonly default: string }[];
      readonly returns: string;
      readonly body: readonly string[];
    };

/**
 * The text of a module. The only door to ts-morph: one project, with its files in memory, for all modules of a process,
 * since each then takes 2 ms and not 3. What was printed is forgotten, so that the next takes no longer (law 12).
 */
export function printTypeScript(declarations: readonly Declaration[]): string {
  morph ??= loadMorph();
  const { project, kinds } = morph;
  const statements = declarations.map((declaration, index) => {
    const statement = statementOf(declaration, kinds);
    return isImport(declaration) && isImport(declarations[index - 1]) ? statement : apart(statement);
  });
  const file = project.createSourceFile("module.ts", { statements }, { overwrite: true });
  // Of the empty lines that ts-morph adds itself, one is enough. No literal of ours has a line feed in it.
  const text = file
    .getFullText()
    .trimStart()
    .replaceAll(/\n{3,}/g, "\n\n");
  file.forget();
  return text;
}

interface Morph {
  readonly project: Project;
  readonly kinds: typeof StructureKind;
}

let morph: Morph | undefined;

/** Loaded for the first module only: ts-morph brings a whole compiler, which takes 300 ms that `--help` can do without. */
function loadMorph(): Morph {
  const library = createRequire(import.meta.url)("ts-morph") as typeof import("ts-morph");
  const project = new library.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
    manipulationSettings: { indentationText: library.IndentationText.TwoSpaces },
  });
  return { project, kinds: library.StructureKind };
}

const isImport = (declaration: Declaration | undefined): boolean =>
  typeof declaration === "object" && declaration.kind === "import";

/** With an empty line before it. */
const apart = <T extends StatementStructures>(statement: T | string): T | string =>
  typeof statement === "string" ? `\n${statement}` : { ...statement, leadingTrivia: "\n" };

function statementOf(declaration: Declaration, kinds: typeof StructureKind): string | StatementStructures {
  if (typeof declaration === "string") return declaration;
  switch (declaration.kind) {
    case "comment":
      return blockComment(declaration.comment);
    case "import":
      return {
        kind: kinds.ImportDeclaration,
        moduleSpecifier: declaration.from,
        namedImports: [...declaration.names],
      };
    case "interface":
      return {
        kind: kinds.Interface,
        isExported: true,
        name: declaration.name,
        docs: docsOf(declaration.comment),
        properties: declaration.properties.map(({ name, type, comment }) => ({
          name: propertyName(name),
          type,
          isReadonly: true,
          docs: docsOf(comment),
        })),
      };
    case "type":
      return {
        kind: kinds.TypeAlias,
        isExported: true,
        name: declaration.name,
        docs: docsOf(declaration.comment),
        type: declaration.type,
      };
    case "constant":
      return {
        kind: kinds.VariableStatement,
        isExported: true,
        docs: docsOf(declaration.comment),
        declarationKind: CONST,
        declarations: [{ name: declaration.name, type: declaration.type, initializer: declaration.value }],
      };
    case "function":
      return {
        kind: kinds.Function,
        isExported: true,
        name: declaration.name,
        docs: docsOf(declaration.comment),
        parameters: declaration.parameters.map(({ name, type, default: initializer }) => ({ name, type, initializer })),
        returnType: declaration.returns,
        statements: [...declaration.body],
      };
  }
}

/** `VariableDeclarationKind.Const`, whose type alone is here before ts-morph is. */
const CONST = "const" as VariableDeclarationKind;

const docsOf = (comment: Comment = []): string[] =>
  comment.length === 0 ? [] : [comment.map(commentText).join("\n\n")];

const blockComment = (comment: Comment): string =>
  [
    "/**",
    ...docsOf(comment)
      .join("")
      .split("\n")
      .map((line) => ` * ${line}`.trimEnd()),
    " */",
  ].join("\n");

/** Control, format and separator characters, which hide or reorder what stands beside them, and halves of surrogate pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A string literal, of TypeScript as of JSON, in which every character can be seen. */
export const stringLiteral = (text: string): string => JSON.stringify(text).replace(HIDDEN, asEscape);

/** Plain data as JSON, indented by two, in which every character of a string can be seen. */
export const printJson = (value: unknown): string =>
  // Between the strings only line feeds are control characters.
  `${JSON.stringify(value, null, 2).replace(HIDDEN, (found) => (found === "\n" ? found : asEscape(found)))}\n`;

/** The name of a property, of a type or of an object: quoted where it must be. */
export function propertyName(name: string): string {
  // In an object, `__proto__` by any other spelling is no property but the prototype.
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/** An object literal, one property a line. */
export const objectLiteral = (properties: readonly (readonly [name: string, expression: string])[]): string =>
  properties.length === 0
    ? "{}"
    : `{\n${properties.map(([name, expression]) => indented(`${propertyName(name)}: ${expression},`)).join("\n")}\n}`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "  ");

/** Longest line of a comment, without its indentation. */
const COMMENT_WIDTH = 110;

/**
 * Any text as the text of a TSDoc comment: it neither ends the comment nor means anything to TSDoc, TypeScript or
 * Markdown. White space becomes one space, or a line end where a line gets too long.
 *
 * @see https://tsdoc.org/pages/spec/tag_kinds/ backslashes escape in TSDoc as they do in Markdown
 */
export function commentText(text: string): string {
  const words = text.split(/[ \t\r\n]+/).filter((word) => word !== "");
  const lines: string[] = [];
  for (const word of words.map(escapeWord)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= COMMENT_WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** `*` is escaped too, but a backslash before it does not keep `*` and `/` from ending the comment. */
const escapeWord = (word: string): string =>
  word
    .replaceAll(/[\\`*{}[\]<>@&]/g, "\\$&")
    .replaceAll("*/", "*\\/")
    .replace(HIDDEN, asEscape);

function asEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

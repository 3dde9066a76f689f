import Handlebars from "handlebars";

/** What a template may be given: texts, numbers and truth values, lists and records of them. */
export type TemplateValue =
  | string
  | number
  | boolean
  | undefined
  | readonly TemplateValue[]
  | { readonly [field: string]: TemplateValue };

/** Writes a value into one kind of place of a language so that it is read there as that very value, and as nothing more. */
export type Escape = (value: string) => string;

/**
 * A language that templates are written in: by name, the places of it where a value may stand. A place of the name
 * `default` is that of an interpolation which names none.
 */
export interface Language {
  readonly name: string;
  readonly places: Readonly<Record<string, Escape>>;
}

/**
 * Fills a template in. Templates are Handlebars and hold text only: `{{place value}}` interpolates, `#if`, `#unless`,
 * `#each` and `#with` repeat and choose, and there is nothing else. No value gets in without an escape of its language
 * (law 9): unescaped interpolations, partials and helpers are refused, as are values that are not there. What is refused
 * throws, since a template is part of the program and not of the spec.
 *
 * @see https://handlebarsjs.com/api-reference/compilation.html strict mode
 */
export function printTemplate(
  template: string,
  data: Readonly<Record<string, TemplateValue>>,
  language: Language,
): string {
  const fill = compiledFor(language, template);
  return fill(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
}

const compilations = new WeakMap<Language, Map<string, Handlebars.TemplateDelegate>>();

/** Compiled once for each language: the same few templates are filled in for every service (law 12). */
function compiledFor(language: Language, template: string): Handlebars.TemplateDelegate {
  const known = compilations.get(language) ?? new Map<string, Handlebars.TemplateDelegate>();
  const fill = known.get(template) ?? compile(template, language);
  compilations.set(language, known.set(template, fill));
  return fill;
}

const BLOCKS: ReadonlySet<string> = new Set(["if", "unless", "each", "with"]);

function compile(template: string, language: Language): Handlebars.TemplateDelegate {
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) if (!BLOCKS.has(name)) handlebars.unregisterHelper(name);
  for (const [place, write] of Object.entries(language.places)) {
    // What comes out is as safe as it gets, so Handlebars' own escape, which is that of HTML, has nothing to add.
    handlebars.registerHelper(place, (value: unknown) => write(textOf(value, `${language.name}, ${place}`)));
  }
  const program = handlebars.parse(template);
  new Restriction(language).accept(program);
  const knownHelpers = Object.fromEntries(Object.keys(handlebars.helpers).map((name) => [name, true]));
  return handlebars.compile(program, { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers });
}

function textOf(value: unknown, where: string): string {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return String(value);
  throw new TypeError(`a template interpolates ${typeof value} (${where})`);
}

/** Refuses every statement that could write a value as it is, and makes each look-up a strict one. */
class Restriction extends Handlebars.Visitor {
  readonly #language: Language;

  constructor(language: Language) {
    super();
    this.#language = language;
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { places } = this.#language;
    const name = nameOf(mustache.path);
    const isRaw = !mustache.escaped;
    if (!isRaw && mustache.params.length === 0 && places.default !== undefined) {
      mustache.params = [mustache.path];
      mustache.path = { ...pathTo("default"), loc: mustache.loc };
    } else if (isRaw || mustache.params.length !== 1 || !Object.hasOwn(places, name) || mustache.hash !== undefined) {
      throw new TypeError(`${at(mustache)}: {{${name} …}} is not \`{{place value}}\` of ${this.#language.name}`);
    }
    super.MustacheStatement(mustache);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const name = nameOf(block.path);
    if (!BLOCKS.has(name)) throw new TypeError(`${at(block)}: {{#${name}}} is no block of a template`);
    super.BlockStatement(block);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    throw new TypeError(`${at(expression)}: values are computed before a template is filled in`);
  }

  override PartialStatement = refused;
  override PartialBlockStatement = refused;
  override DecoratorBlock = refused;
  override Decorator = refused;

  override PathExpression(path: hbs.AST.PathExpression): void {
    // Handlebars itself is strict about what it writes only, not about what it passes on.
    (path as { strict?: boolean }).strict = true;
    super.PathExpression(path);
  }
}

function refused(node: hbs.AST.Node): never {
  throw new TypeError(`${at(node)}: a template has neither partials nor decorators`);
}

const nameOf = (path: hbs.AST.Expression): string =>
  path.type === "PathExpression" ? (path as hbs.AST.PathExpression).original : path.type;

const at = ({ loc }: hbs.AST.Node): string => `line ${loc.start.line} of a template`;

const pathTo = (name: string): Omit<hbs.AST.PathExpression, "loc"> => ({
  type: "PathExpression",
  data: false,
  depth: 0,
  parts: [name],
  original: name,
});

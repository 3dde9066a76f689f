import markdownIt from "markdown-it";
import { docs } from "../../../src/emitters/docs/index.ts";
import { compileSample, SAMPLES } from "../../properties/compiled.ts";

/**
 * Reads Markdown as GitHub does, with raw HTML and with links that nobody marked as such, so that whatever a text of a spec
 * would become is seen. markdown-it rather than marked, which is laxer than CommonMark, or micromark, which shows HTML and no
 * tokens.
 */
export const markdown = markdownIt({ html: true, linkify: true });

export type Token = ReturnType<typeof markdown.parse>[number];

/** All tokens of a page, those within lines too. */
export const tokensOf = (body: string): readonly Token[] =>
  markdown.parse(body, {}).flatMap((token) => [token, ...(token.children ?? [])]);

/** The anchors of a page, as GitHub numbers those that repeat. */
export function anchorsOf(body: string): ReadonlySet<string> {
  const found = new Set<string>();
  const tokens = markdown.parse(body, {});
  for (const [index, token] of tokens.entries()) {
    if (token.type !== "heading_open") continue;
    const slug = (tokens[index + 1]?.content ?? "")
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; found.has(anchor); count++) anchor = `${slug}-${count}`;
    found.add(anchor);
  }
  return found;
}

/** Blocks of a language in a page. */
export const blocksOf = (body: string, language: string): readonly string[] =>
  markdown
    .parse(body, {})
    .flatMap(({ type, info, content }) => (type === "fence" && info === language ? [content] : []));

/** Where a link leads: a page and a heading of it, or undefined where it leaves the repository. */
export function targetOf(from: string, href: string): { path: string; anchor: string } | undefined {
  if (/^[a-z]+:/i.test(href)) return undefined;
  const [to = "", anchor = ""] = href.split("#");
  const { pathname } = new URL(to === "" ? (from.split("/").at(-1) ?? "") : to, `file:///${from}`);
  return { path: decodeURIComponent(pathname.slice(1)), anchor: decodeURIComponent(anchor) };
}

/** The specs that people wrote, with all that is written for them, and their pages. */
export const samples = SAMPLES.map((entry) => {
  const result = compileSample(entry);
  const { platform, environments, files } = result;
  if (platform === undefined || files === undefined) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  const { value } = docs.emit({ platform, environments, fileOf: (path) => platform.locate(path).file });
  const pages = new Map(value.map(({ path, body }) => [path, body]));
  return { entry, platform, environments, files: files.files, pages };
});

export type Sample = (typeof samples)[number];

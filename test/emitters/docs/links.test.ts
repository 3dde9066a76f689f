import { expect, test } from "vitest";
import { anchorsOf, samples, targetOf, tokensOf } from "./rig.ts";

/** Addresses outside that a page may name. */
const OUTSIDE = ["https://cloudnative-pg.io/documentation/current/recovery/"];

const hrefsOf = (body: string): readonly string[] =>
  tokensOf(body).flatMap((token) => (token.type === "link_open" ? [String(token.attrGet("href"))] : []));

/** Links of pages that lead nowhere. */
function broken(pages: ReadonlyMap<string, string>): readonly string[] {
  return [...pages].flatMap(([path, body]) =>
    hrefsOf(body).flatMap((href) => {
      const target = targetOf(path, href);
      if (target === undefined) return OUTSIDE.includes(href) ? [] : [`${path}: ${href}`];
      const there = pages.get(target.path);
      const isThere = there !== undefined && (target.anchor === "" || anchorsOf(there).has(target.anchor));
      return isThere ? [] : [`${path}: ${href}`];
    }),
  );
}

test("law 3: every link leads to a page, and to a heading that it has", () => {
  for (const { pages } of samples) {
    expect(broken(pages)).toEqual([]);
    expect([...pages.values()].flatMap(hrefsOf).length).toBeGreaterThan(500);
  }
});

test("every page but the first is reached by a link", () => {
  for (const { pages } of samples) {
    const reached = new Set(
      [...pages].flatMap(([path, body]) => hrefsOf(body).map((href) => targetOf(path, href)?.path)),
    );
    expect([...pages.keys()].filter((path) => !reached.has(path))).toEqual([]);
  }
});

test("negative controls: a page, a heading and an address that are not there", () => {
  const pages = new Map([
    ["a/README.md", "# A\n\n[x](b.md) [y](#a) [z](#b) [v](../a/README.md#a) [w](https://example.com)\n"],
  ]);
  expect(broken(pages)).toEqual(["a/README.md: b.md", "a/README.md: #b", "a/README.md: https://example.com"]);
});

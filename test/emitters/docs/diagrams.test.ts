import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { type DiagramEdge, type DiagramNode, flowchart, idOf } from "../../../src/emitters/docs/mermaid.ts";
import { findTool, testWith } from "../../consumers/judge.ts";
import { blocksOf, samples } from "./rig.ts";

/** Mermaid itself draws, as GitHub has it; its parser needs the DOM of a browser. */
const browserPath = ["chromium", "chromium-browser", "google-chrome"].flatMap((name) => findTool(name) ?? [])[0];
const judge = { name: "chromium", isThere: browserPath !== undefined, hint: "apt-get install chromium" };

const MERMAID = createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js");

/** The labels of a drawing, or why there is none. */
interface Drawing {
  readonly error?: string;
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
  readonly edges: readonly string[];
  readonly edgeCount: number;
}

let browser: Browser | undefined;
let page: Page | undefined;
afterAll(() => browser?.close());

async function draw(texts: readonly string[]): Promise<readonly Drawing[]> {
  browser ??= await chromium.launch({ executablePath: browserPath ?? "", args: ["--no-sandbox"] });
  if (page === undefined) {
    page = await browser.newPage();
    await page.route("**/*", (route) => route.abort());
    await page.addScriptTag({ path: MERMAID });
    await page.evaluate('mermaid.initialize({ startOnLoad: false, securityLevel: "strict" })');
  }
  return (await page.evaluate(`(async (texts) => {
    const drawings = [];
    for (const [index, text] of texts.entries()) {
      try {
        const { svg } = await mermaid.render("drawing" + index, text);
        const root = document.createElement("div");
        root.innerHTML = svg;
        const labelsOf = (selector) => [...root.querySelectorAll(selector)].map((label) => label.textContent.trim());
        drawings.push({
          nodes: labelsOf(".node .nodeLabel"),
          groups: labelsOf(".cluster .nodeLabel"),
          edges: labelsOf(".edgeLabels .edgeLabel > g .edgeLabel, .edgeLabels foreignObject").filter((label) => label !== ""),
          edgeCount: root.querySelectorAll(".edgePaths path").length,
        });
      } catch (error) {
        drawings.push({ error: String(error.message), nodes: [], groups: [], edges: [], edgeCount: 0 });
      }
    }
    return drawings;
  })(${JSON.stringify(texts)})`)) as readonly Drawing[];
}

const textOf = (nodes: readonly DiagramNode[], edges: readonly DiagramEdge[] = []): string => {
  const [block = ""] = blocksOf(flowchart(nodes, edges), "mermaid");
  return block;
};

const sorted = (values: readonly string[]): readonly string[] => [...values].toSorted();

describe("diagrams", () => {
  testWith(
    judge,
    "of the architecture are drawn by Mermaid, with every service in each that is to have it",
    async () => {
      for (const { environments, pages, platform } of samples) {
        for (const { environment } of environments) {
          const body = pages.get(`generated/docs/environments/${environment.name}/architecture.md`) ?? "";
          const blocks = blocksOf(body, "mermaid");
          const drawings = await draw(blocks);
          expect(
            drawings.map(({ error }) => error),
            `${platform.name} ${environment.name}`,
          ).toEqual(blocks.map(() => undefined));
          const names = environment.services.map(({ name }) => name);
          for (const drawing of [drawings[0], drawings.at(-1)])
            expect(drawing?.nodes).toEqual(expect.arrayContaining(names));
          const calls = environment.services.flatMap((service) => service.calls).length;
          const exposed = environment.services.filter(({ expose }) => expose !== undefined).length;
          expect(drawings[0]?.edgeCount).toBe(calls + exposed);
        }
      }
    },
  );

  const hostile = [
    'a"b',
    "a`b`",
    "<script>alert(1)</script>",
    "a]b)c}d",
    "%% a",
    "a|b",
    "a --> b",
    "end",
    "click x href y",
    "#quot; &lt; #35;",
    "**a** _b_",
    "a;b",
    "$$x$$ @{ x }",
    "\u202eevil\u202c",
    "1. a",
    "- a",
    "%%{init: {}}%%",
    "Grüße, 名前",
    "\\n a\\b",
  ];

  testWith(judge, "law 9: a label is read as the text that it is, in a node, around nodes and at an edge", async () => {
    const shown = (value: string) => value.replaceAll(/\s+/g, " ").trim();
    const texts = hostile.map((label) =>
      textOf(
        [
          { id: idOf("node", "a"), label, group: label },
          { id: idOf("node", "b"), label: `${label}x`, shape: "data" },
        ],
        [{ from: idOf("node", "a"), to: idOf("node", "b"), label }],
      ),
    );
    const drawings = await draw(texts);
    for (const [index, label] of hostile.entries()) {
      const { error, nodes = [], groups, edges = [] } = drawings[index] ?? {};
      expect({ error, nodes: sorted(nodes), groups, edge: edges[0] }, label).toEqual({
        error: undefined,
        nodes: sorted([shown(label), shown(`${label}x`)]),
        groups: [shown(label)],
        edge: shown(label),
      });
    }
  });

  testWith(
    judge,
    "negative control: Mermaid refuses what it cannot read, and shows what is not escaped as something else",
    async () => {
      const [broken, reserved, unescaped] = await draw([
        'flowchart LR\n  a["x" --> b',
        'flowchart LR\n  end["x"] --> b["y"]',
        'flowchart LR\n  a["`**x**`"]',
      ]);
      expect(broken?.error).toMatch(/Parse error/);
      expect(reserved?.error).toMatch(/Parse error/);
      expect(unescaped?.nodes).toEqual(["x"]);
    },
  );

  test("too large for Mermaid, it is said instead of drawn", () => {
    const nodes = ["a", "b"].map((name) => ({ id: idOf("service", name), label: name }));
    const edges = (count: number) =>
      Array.from({ length: count }, () => ({ from: idOf("service", "a"), to: idOf("service", "b") }));
    expect(blocksOf(flowchart(nodes, edges(500)), "mermaid")).toHaveLength(1);
    expect(blocksOf(flowchart(nodes, edges(501)), "mermaid")).toHaveLength(0);
    expect(flowchart(nodes, edges(501))).toContain("501 edges");
  });

  test("names that are close together have ids of their own", () => {
    const names = ["a-b", "a.b", "a--b", "a-.b", "ax2eb", "a", "end", "api.x:443", "api.x-443"];
    expect(new Set(names.map((name) => idOf("topic", name))).size).toBe(names.length);
  });
});

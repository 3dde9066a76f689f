import { describe, expect, test } from "vitest";
import { renderGithub } from "../../../src/cli/render/github.ts";
import { renderJson } from "../../../src/cli/render/json.ts";
import { renderSarif } from "../../../src/cli/render/sarif.ts";
import { at, sample } from "./sample.ts";

describe("github", () => {
  test("one command for each diagnostic", () => {
    const diagnostics = [
      sample({ location: at(2, 3, 2, 7) }),
      sample({ location: at(2, 3, 4, 1) }),
      sample({ severity: "warning" }),
    ];
    expect(renderGithub(diagnostics)).toBe(
      [
        "::error file=a.yaml,line=2,endLine=2,col=3,endColumn=7,title=finflow source/duplicate-key::Message.%0AWhy.%0AHelp.",
        "::error file=a.yaml,line=2,endLine=4,title=finflow source/duplicate-key::Message.%0AWhy.%0AHelp.",
        "::warning title=finflow source/duplicate-key::Message.%0AWhy.%0AHelp.",
        "",
      ].join("\n"),
    );
  });

  test("text of a spec cannot end a command or start one", () => {
    const text = "100%\r\n::error::x,y:z";
    const rendered = renderGithub([sample({ message: text, location: at(1, 1, 1, 2, "a,b:c%\n.yaml") })]);
    expect(rendered.split("\n")).toHaveLength(2);
    expect(rendered).toContain("file=a%2Cb%3Ac%25%0A.yaml,");
    expect(rendered).toContain("::100%25<U+000D><U+000A>::error::x,y:z%0A");
  });
});

test("json", () => {
  const rendered = JSON.parse(renderJson([sample(), sample({ severity: "warning" })], { changes: [] }));
  expect(rendered).toMatchObject({ version: 1, summary: { errors: 1, warnings: 1 }, changes: [] });
  expect(rendered.diagnostics[0]).toEqual(sample());
});

describe("sarif", () => {
  const log = (diagnostics: Parameters<typeof renderSarif>[0]) =>
    JSON.parse(
      renderSarif(diagnostics, { version: "1.2.3", pages: (code) => (code === "source/tag" ? "# page" : undefined) }),
    );

  test("rules once, results with their index, level and region", () => {
    const { version, runs } = log([
      sample({ code: "source/tag", location: at(2, 3, 2, 7, "specs/a b#.yaml") }),
      sample({ related: [{ message: "first", location: at(1, 1, 1, 2) }] }),
      sample({ severity: "warning" }),
    ]);
    expect(version).toBe("2.1.0");
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe("utf16CodeUnits");
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["source/duplicate-key", "source/tag"]);
    expect(tool.driver.rules[1].help).toEqual({ text: "# page", markdown: "# page" });
    expect(results.map(({ ruleId, ruleIndex, level }: Record<string, unknown>) => [ruleId, ruleIndex, level])).toEqual([
      ["source/tag", 1, "error"],
      ["source/duplicate-key", 0, "error"],
      ["source/duplicate-key", 0, "warning"],
    ]);
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "specs/a%20b%23.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 },
    });
    expect(results[1].relatedLocations[0].message.text).toBe("first");
    expect(results[1]).not.toHaveProperty("locations");
  });

  test("no diagnostics, still a log", () => {
    expect(log([]).runs[0].results).toEqual([]);
  });
});

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sha256 } from "../../src/output/mark.ts";
import { printList, readList } from "../../src/output/owned-list.ts";
import { stampTree } from "../../src/output/stamped-tree.ts";
import { temporaryFolder } from "../host/disk.ts";
import { OPTIONS, treeOf } from "./trees.ts";

test("a list round-trips, sorted by name, each entry once", () => {
  const entries = [
    { sha256: sha256("2"), name: "b c.json" },
    { sha256: sha256("1"), name: "a.json" },
  ];
  const text = printList([...entries, ...entries]);
  expect(readList(text)).toEqual({ entries: [entries[1], entries[0]], invalid: [] });
  expect(readList(text.replaceAll("\n", "\r\n"))).toEqual(readList(text));
});

test("sha256sum --check accepts the list as it is written", () => {
  const folder = temporaryFolder();
  for (const file of stampTree(treeOf({ "generated/a.json": "{}\n", "generated/b.json": "[]\n" }), OPTIONS)) {
    fs.writeFileSync(join(folder, file.path.replace("generated/", "")), file.content);
  }
  const said = execFileSync("sha256sum", ["--check", "--strict", ".finflow-owned"], { cwd: folder, encoding: "utf8" });
  expect(said).toBe("a.json: OK\nb.json: OK\n");
});

test.each(["../x", "/etc/passwd", "a/b", "a\\b", ".", "..", "\u0000", ".finflow-owned", ".FINFLOW-OWNED"])(
  "an entry named %j is invalid",
  (name) => {
    expect(readList(`${sha256("x")}  ${name}\n`)).toMatchObject({ entries: [], invalid: [expect.anything()] });
  },
);

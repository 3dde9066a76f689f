import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../properties/compiled.ts";
import { compileErrors, contractsOf, sampleOf, withFolder } from "./rig.ts";

const page = readFileSync(join(ROOT, "docs/contracts.md"), "utf8");
const contracts = contractsOf(sampleOf("specs/finflow.yaml"));

/** The example of a kind on the page, as a module. */
const example = (kind: string): string => new RegExp(`\`\`\`ts ${kind}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";

test("the example on the page compiles", () => {
  const used = "void [health, metrics, shutdown, permission, connection, group];";
  const producer = "declare const producer: { send(record: { topic: string }): Promise<void> };";
  const module = [example("contract"), used, producer].join("\n");
  withFolder([...contracts, ["example.ts", module]], (folder) => expect([...compileErrors(folder)]).toEqual([]));
  expect(module).toContain("loadConfig()");
});

test("the example of what is refused is refused, line by line", () => {
  const module = example("refused");
  const wrong = module.split("\n").flatMap((line, index) => (/^(?:void|publisher)/.test(line) ? [index + 1] : []));
  expect(wrong.length).toBe(3);
  withFolder([...contracts, ["example.ts", module]], (folder) =>
    expect([...compileErrors(folder).keys()]).toEqual(wrong.map((line) => `example.ts:${line}`)),
  );
});

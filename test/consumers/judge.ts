import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { type TestFunction, test } from "vitest";

/** A real consumer of the output. */
export interface Judge {
  readonly name: string;
  readonly isThere: boolean;
  /** How to get it. */
  readonly hint: string;
}

/** Where `install-tools.sh` puts what it builds. */
export const toolsFolder = join(process.env.FINFLOW_TOOLS ?? join(homedir(), ".cache", "finflow-tools"), "bin");

/** On the PATH first, then where `install-tools.sh` puts it. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), toolsFolder];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export const toolJudge = (name: string): Judge => ({
  name,
  isThere: findTool(name) !== undefined,
  hint: "npm run tools",
});

const announced = new Set<string>();

/** Runs where the judge is. Elsewhere it is skipped with a line that says so, or fails if `FINFLOW_REQUIRE_TOOLS=1`. */
export function testWith({ name: judge, isThere, hint }: Judge, name: string, body: TestFunction): void {
  if (isThere) {
    test(name, { timeout: 900_000 }, body);
  } else if (process.env.FINFLOW_REQUIRE_TOOLS === "1") {
    test(name, () => {
      throw new Error(`FINFLOW_REQUIRE_TOOLS=1, but there is no ${judge}: ${hint}`);
    });
  } else {
    if (!announced.has(judge)) process.stderr.write(`skipped without ${judge} (${hint}): ${name} …\n`);
    announced.add(judge);
    test.skip(name, body);
  }
}

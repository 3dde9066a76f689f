import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { helmValuesPathOf } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import { operatorsOf } from "../../resources/operators/index.ts";
import type { EmitContext } from "../emitter.ts";

/** One file for each operator that some environment needs: what differs by environment stands in its Application. */
export function emitHelmValues({ platform, environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const operators = environments.flatMap(({ environment, graph }) => operatorsOf({ platform, environment, graph }));
  const byName = new Map(operators.map((operator) => [operator.name, operator]));
  const files = [...byName]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(
      ([name, { values }]): OutputFile => ({
        path: helmValuesPathOf(name),
        body: printYaml(values),
        comment: "hash",
        origin: fileOf(["metadata", "name"]),
      }),
    );
  return { value: files, diagnostics: [] };
}

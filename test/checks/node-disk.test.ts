import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const disk = (size: string) =>
  findings({ services: {} }, (spec) => {
    spec.environments.prod.cluster.nodes.apps.disk = size;
  });

test("a root volume holds the machine image of 20 GiB", () => {
  expect(disk("19Gi")).toEqual(["cluster/node-disk error @ prod.cluster.nodes.apps.disk: 19Gi"]);
  expect(disk("20Gi")).toEqual([]);
});

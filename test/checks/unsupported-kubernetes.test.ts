import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const version = (kubernetes: string) => findings({ services: {}, environment: { cluster: { kubernetes } } });

test("FF49: EKS offers the version, in standard support as of the catalogue's day", () => {
  expect(version("1.30")).toEqual(['catalog/unsupported-kubernetes error @ prod.cluster.kubernetes: "1.30"']);
  expect(version("1.31")).toEqual(['catalog/extended-support warning @ prod.cluster.kubernetes: "1.31"']);
  expect(version("1.33")).toEqual(['catalog/extended-support warning @ prod.cluster.kubernetes: "1.33"']);
  expect(version("1.34")).toEqual([]);
  expect(version("1.35")).toEqual([]);
  expect(version("1.36")).toEqual(['catalog/unsupported-kubernetes error @ prod.cluster.kubernetes: "1.36"']);
});

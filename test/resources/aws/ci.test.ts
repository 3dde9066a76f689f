import { expect, test } from "vitest";
import { ciValues } from "../../../src/resources/aws/ci/input.ts";
import { contextOf } from "./context.ts";

const publishers = (repository: string, tier = "prod") =>
  ciValues(
    contextOf({ services: {}, environment: { tier } }, (spec: Record<string, unknown>) => {
      spec.gitops = { repository };
    }),
  ).image_publishers;

test("into production images come from the jobs of its environment alone", () => {
  expect(publishers("https://github.com/shop/infra.git")).toEqual({
    repository: "shop/infra",
    jobs: ["environment:prod"],
  });
});

test("elsewhere they are built from tags too, and carried on", () => {
  expect(publishers("https://github.com/shop/infra", "nonprod").jobs).toEqual(["environment:*", "ref:refs/tags/v*"]);
});

test.each([
  "https://git.shop.example/ops/shop.git",
  "https://github.com.shop.example/shop/infra.git",
  "https://github.com:8443/shop/infra.git",
  "https://github.com/shop/infra/deeper.git",
])("there is no way in from %s", (repository) => {
  expect(publishers(repository).repository).toBeUndefined();
});

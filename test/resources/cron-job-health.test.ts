import { expect, test } from "vitest";
import { tester } from "../tester.ts";

const services = { web: { database: { size: "1Gi" } } };

test("FF42: a CronJob whose last run failed holds back no wave; everything else counts", () => {
  const objects = tester.objects({ services }, "databases/web");
  const ignored = objects.filter(
    ({ metadata }) => metadata.annotations?.["argocd.argoproj.io/ignore-healthcheck"] === "true",
  );
  expect(ignored.length).toBeGreaterThan(0);
  expect(ignored).toEqual(objects.filter(({ kind }) => kind === "CronJob"));
});

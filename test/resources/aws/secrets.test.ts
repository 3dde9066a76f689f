import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CompileResult } from "../../../src/compiler.ts";
import { SECRET_STORE } from "../../../src/naming/names.ts";
import { databaseValues } from "../../../src/resources/aws/rds/input.ts";
import { secretValues } from "../../../src/resources/aws/secrets/input.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { compileSample, compileTexts, SAMPLES } from "../../properties/compiled.ts";
import { tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of objects under test
type Entry = any;

/** What the ExternalSecrets of an environment read from Secrets Manager, by the objects alone. */
const keysRead = (objects: readonly Entry[]): readonly string[] => [
  ...new Set<string>(
    objects
      .filter(
        ({ kind, spec: { secretStoreRef } = {} as Entry }) =>
          kind === "ExternalSecret" && secretStoreRef?.name === SECRET_STORE,
      )
      .flatMap(({ spec: { data = [] } }) => data.map(({ remoteRef }: Entry) => remoteRef.key)),
  ),
];

/** What Terraform makes, by the values alone. */
function keysMade(context: Parameters<typeof secretValues>[0]): readonly string[] {
  const databases = Object.keys(databaseValues(context).databases);
  const ofDatabase = ["database", "database-password", "database-admin-password"];
  return [
    ...Object.keys(secretValues(context).secrets),
    ...databases.flatMap((service) => ofDatabase.map((key) => `${service}/${key}`)),
  ];
}

function expectClosed({ platform, environments }: Pick<CompileResult, "platform" | "environments">): void {
  for (const { environment, graph, units } of environments) {
    const read = keysRead(units.flatMap(({ objects }) => objects));
    expect(read).toContain("grafana/admin-password");
    const made = platform ? keysMade({ platform, environment, graph }) : [];
    expect(made.toSorted(), environment.name).toEqual(read.toSorted());
  }
}

describe("every secret that the cluster reads is made, and no other", () => {
  test.each(SAMPLES)("%s", (sample) => {
    const compiled = compileSample(sample);
    expect(compiled.environments.length).toBeGreaterThan(1);
    expectClosed(compiled);
  });

  test("random specs", () => {
    fc.assert(
      fc.property(spec, (data) => {
        const compiled = compileTexts({ "finflow.yaml": specText(data) });
        expect(compiled.environments.length).toBeGreaterThan(0);
        expectClosed(compiled);
      }),
      { numRuns: 8 },
    );
  });
});

describe("values of secrets", () => {
  const valuesOf = (secrets: readonly unknown[], teams?: Readonly<Record<string, unknown>>) => {
    const services = { web: { secrets, owner: "crew" } };
    const { platform, environments } = tester.platform(tester.specOf({ services, ...(teams && { teams }) }));
    const [compiled] = environments;
    if (!platform || !compiled) throw new Error("the spec is refused");
    return secretValues({ platform, ...compiled }).secrets;
  };

  test("say who owns each, and what Terraform makes itself", () => {
    expect(valuesOf(["api-key"])).toEqual({
      "alertmanager/slack-api-url": { owner: "crew" },
      "grafana/admin-password": { owner: "crew", generated: true },
      "web/api-key": { owner: "crew" },
    });
    const paged = valuesOf([], { crew: { pagerduty: true } });
    expect(Object.keys(paged)).toEqual(["alertmanager/pagerduty-crew", "grafana/admin-password"]);
  });

  test("hold the days after which an owner has to rotate one, in whole days", () => {
    const daysOf = (rotate: string) => valuesOf([{ name: "api-key", rotate }])["web/api-key"]?.rotate_days;
    expect([daysOf("90d"), daysOf("36h"), daysOf("1h")]).toEqual([90, 1, 1]);
  });
});

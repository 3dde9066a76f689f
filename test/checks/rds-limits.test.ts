import { describe, expect, test } from "vitest";
import { findings } from "./findings.ts";

const code = "data/rds-limits error @";

const withService = (name: string, database: object = {}, environment: object = {}) => ({
  services: { [name]: { database: { size: "1Gi", pool: 2, ...database } } },
  environment: { database: { engine: "rds", ...environment } },
});

describe("what RDS would refuse is refused before", () => {
  const renamed = (name: string) => (spec: { metadata: { name: string } }) => {
    spec.metadata.name = name;
  };

  test("an identifier of more than 63 characters, which read replicas make longer", () => {
    const longest = "a".repeat(40);
    // platform-prod-<40>-db
    expect(findings(withService(longest), renamed("p".repeat(14)))).toEqual([]);
    expect(findings(withService(longest), renamed("p".repeat(15)))).toEqual([`${code} ${longest}:`]);
    expect(findings(withService(longest, { readReplicas: 1 }), renamed("p".repeat(7)))).toEqual([]);
    expect(findings(withService(longest, { readReplicas: 1 }), renamed("p".repeat(8)))).toEqual([
      `${code} ${longest}:`,
    ]);
  });

  test("two dashes in a row, in either name", () => {
    expect(findings(withService("web--app"))).toEqual([`${code} web--app:`]);
    expect(findings(withService("web-app"), renamed("sh--op"))).toEqual([`${code} metadata.name: sh--op`]);
    expect(findings(withService("web--app", {}, { engine: "cnpg" }))).toEqual([]);
  });

  test("a volume that could not double", () => {
    expect(findings(withService("web", { size: "32Ti" }))).toEqual([]);
    expect(findings(withService("web", { size: "32769Gi" }))).toEqual([`${code} web.database.size: 32769Gi`]);
  });

  test("a region whose authority nobody could verify", () => {
    const moved = (spec: { environments: { prod: { aws: { region: string } } } }) => {
      spec.environments.prod.aws.region = "xx-nowhere-1";
    };
    expect(findings(withService("web"), moved)).toContain(`${code} prod.aws.region: xx-nowhere-1`);
    expect(findings(withService("web", {}, { engine: "cnpg" }), moved)).not.toContain(
      `${code} prod.aws.region: xx-nowhere-1`,
    );
  });
});

import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const store = (database: object, max: number, environment: object) => ({
  services: { web: { scale: { min: 2, max }, rollout: { maxSurge: 1 }, database: { size: "10Gi", ...database } } },
  environment: { database: environment },
});

test("FF16: an in-cluster database has 100 connections, 3 of them reserved", () => {
  // floor(0.85 × 97) = 82 = (1 + 36 + …): 37 pods × 2 + 8
  const cnpg = { engine: "cnpg" };
  expect(findings(store({ pool: 2 }, 36, cnpg))).toEqual([]);
  expect(findings(store({ pool: 1, processes: 2 }, 36, cnpg))).toEqual([]);
  expect(findings(store({ pool: 2 }, 37, cnpg))).toEqual(["data/connection-budget error @ web.database.pool: 2"]);
  expect(messages(store({ pool: 2 }, 37, cnpg))).toEqual([
    "web may open (37 replicas + 1 surge) × 1 × pool 2 + 8 = 84 connections in prod; its cnpg database is good for 82 (85 % of 100 − 3 reserved).",
  ]);
});

test("FF16: RDS has as many as its memory allows", () => {
  // floor(0.87 × 2 × 112) = 194; floor(0.85 × 189) = 160 = 8 pods × 19 + 8
  const small = { engine: "rds", instance: "db.t4g.small" };
  expect(findings(store({ pool: 19 }, 7, small))).toEqual([]);
  expect(findings(store({ pool: 20 }, 7, small))).toEqual(["data/connection-budget error @ web.database.pool: 20"]);
  expect(findings(store({ pool: 20 }, 7, { engine: "rds", instance: "db.t4g.medium" }))).toEqual([]);
});

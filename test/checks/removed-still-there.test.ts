import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const services = {
  web: { database: { size: "1Gi", pool: 2 }, buckets: [{ name: "exports", access: "write" }] },
  api: {},
};
const removed = (prod: object, change: (spec: { terraform?: boolean }) => void = () => {}) =>
  findings({ services }, (spec) => {
    spec.removed = { prod };
    change(spec);
  });
const code = "data/removed-still-there error @ removed.prod";

test("what may go is not there", () => {
  expect(removed({ databases: ["web"] })).toEqual([`${code}.databases.- web`]);
  expect(removed({ engines: ["rds"] })).toEqual([`${code}.engines.- rds`]);
  expect(removed({ buckets: ["exports", "backups"] })).toEqual([
    `${code}.buckets.- exports`,
    `${code}.buckets.- backups`,
  ]);
});

test("what is gone may stay in the list, and so may an environment that is gone", () => {
  expect(removed({ databases: ["api", "ledger"], engines: ["cnpg"], buckets: ["imports"] })).toEqual([]);
  expect(
    findings({ services }, (spec) => {
      spec.removed = { old: { databases: ["web"] } };
    }),
  ).toEqual([]);
});

test("where others keep what is in AWS, its data is not ours", () => {
  const others = (spec: { terraform?: boolean }) => {
    spec.terraform = false;
  };
  expect(removed({ databases: ["web"], engines: ["rds"], buckets: ["exports"] }, others)).toEqual([]);
});

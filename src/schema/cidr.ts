/** An IPv4 block: the first address as an unsigned 32-bit number, and the prefix length. */
export interface Cidr {
  readonly address: number;
  readonly prefix: number;
}

/** Parses `10.30.0.0/16`; undefined unless it is IPv4 in canonical form with no bit set behind the prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if (prefix > 32 || [a, b, c, d].some((octet) => octet > 255)) return undefined;
  const cidr = { address: a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d, prefix };
  return cidr.address % sizeOfCidr(cidr) === 0 && formatCidr(cidr) === text ? cidr : undefined;
}

export const formatCidr = ({ address, prefix }: Cidr): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/${prefix}`;

/** How many addresses the block holds. */
export const sizeOfCidr = ({ prefix }: Cidr): number => 2 ** (32 - prefix);

export const containsCidr = (outer: Cidr, inner: Cidr): boolean =>
  inner.prefix >= outer.prefix &&
  inner.address >= outer.address &&
  inner.address + sizeOfCidr(inner) <= outer.address + sizeOfCidr(outer);

export const overlapsCidr = (a: Cidr, b: Cidr): boolean => containsCidr(a, b) || containsCidr(b, a);

/** The `index`-th block of `prefix` length, counted from `offset` addresses after the start of `outer`. */
export function subnetOf(outer: Cidr, prefix: number, index: number, offset = 0): Cidr {
  return { address: outer.address + offset + index * sizeOfCidr({ address: 0, prefix }), prefix };
}

/** The private ranges. @see https://www.rfc-editor.org/rfc/rfc1918 section 3 */
export const PRIVATE_RANGES: readonly Cidr[] = [
  { address: 10 * 2 ** 24, prefix: 8 },
  { address: 172 * 2 ** 24 + 16 * 2 ** 16, prefix: 12 },
  { address: 192 * 2 ** 24 + 168 * 2 ** 16, prefix: 16 },
];

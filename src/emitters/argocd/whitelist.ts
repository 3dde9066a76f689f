import { compareText } from "../../diagnostics/diagnostic.ts";

/** A kind that a project admits, or one object of it. */
export interface Admitted {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

/** Each once, in order of group, kind and name. */
export function distinct(items: readonly Admitted[]): Admitted[] {
  const byKey = new Map(items.map((item) => [[item.group, item.kind, item.name ?? ""].join("\n"), item]));
  return [...byKey].toSorted(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}

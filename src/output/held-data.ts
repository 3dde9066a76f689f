import { Buffer } from "node:buffer";
import { compareText, type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { HeldData, OutputFile } from "./output-file.ts";

/** By environment, the data that people have said may go. */
export type RemovedData = Readonly<
  Record<
    string,
    { readonly databases: readonly string[]; readonly engines: readonly string[]; readonly buckets: readonly string[] }
  >
>;

/** Data that a file holds, and its path. */
export interface HeldAt {
  readonly path: string;
  readonly data: HeldData;
}

const HELD_LINE = /^# Holds data of ([a-z0-9]+): (?:(database) of ([a-z0-9-]+) on ([a-z]+)|(bucket) ([a-z0-9-]+))$/;

/** The comments that a body starts with. */
export const printHeldData = (held: readonly HeldData[]): string =>
  held
    .map(({ environment, kind, name, engine }) =>
      kind === "database"
        ? `# Holds data of ${environment}: database of ${name} on ${engine}\n`
        : `# Holds data of ${environment}: bucket ${name}\n`,
    )
    .join("");

/** A file whose body says what it holds. */
export const sayingWhatItHolds = ({ held = [], ...file }: OutputFile): OutputFile =>
  held.length === 0 ? file : { ...file, body: printHeldData(held) + file.body };

/** What the comments at the top of a file say that it holds. */
export function readHeldData(content: Uint8Array | string): readonly HeldData[] {
  const text = typeof content === "string" ? content : topOf(content);
  const held: HeldData[] = [];
  for (let start = 0; text[start] === "#"; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const [, environment, database, service, engine, bucket, name] =
      HELD_LINE.exec(text.slice(start, end).replace(/\r$/, "")) ?? [];
    if (environment && database && service && engine)
      held.push({ environment, kind: "database", name: service, engine });
    if (environment && bucket && name) held.push({ environment, kind: "bucket", name });
    start = end + 1;
  }
  return held;
}

const BYTE_ORDER_MARK = 3;
const NUMBER_SIGN = 0x23;

/** The lines of comments that a file starts with, after a byte order mark, as a text. */
function topOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer[0] === 0xef ? BYTE_ORDER_MARK : 0;
  let end = start;
  while (buffer[end] === NUMBER_SIGN) {
    const newline = buffer.indexOf("\n", end);
    end = newline === -1 ? buffer.length : newline + 1;
  }
  return buffer.toString("latin1", start, end);
}

/** One diagnostic for each data store that a tree loses, unless it may go. */
export function losses(before: readonly HeldAt[], after: readonly HeldData[], removed: RemovedData): Diagnostic[] {
  const kept = new Set(after.map(idOf));
  const sameName = new Set(after.map(nameOf));
  const lost = new Map(before.filter(({ data }) => !kept.has(idOf(data))).map((held) => [idOf(held.data), held]));
  return [...lost.values()]
    .toSorted((a, b) => compareText(idOf(a.data), idOf(b.data)))
    .flatMap(({ path, data }) => {
      const { environment, kind, name, engine = "" } = data;
      const replaced = sameName.has(nameOf(data));
      const may = removed[environment];
      const field = kind === "bucket" ? "buckets" : replaced ? "engines" : "databases";
      const entry = field === "engines" ? engine : name;
      if (may?.[field].includes(entry)) return [];
      return [
        report(
          "output/data-removed",
          { environment, kind, name, engine, replaced, field, entry },
          { at: startOf(path) },
        ),
      ];
    });
}

const nameOf = ({ environment, kind, name }: HeldData): string => [environment, kind, name].join("/");
const idOf = (data: HeldData): string => [nameOf(data), data.engine].join("/");

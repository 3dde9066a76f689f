import type { Location } from "../../diagnostics/diagnostic.ts";
import { displayWidth } from "./display-width.ts";
import { visible } from "./visible.ts";

/** A line of a frame: source lines have a number, marks stand below the line they belong to. */
export interface FrameLine {
  readonly kind: "source" | "mark";
  readonly number: number;
  readonly text: string;
}

export interface FrameOptions {
  /** Columns for the text of a line. */
  readonly width: number;
  /** Lines shown before and after. */
  readonly context: number;
}

const TAB = "  ";
const ELLIPSIS = "…";

/** The lines around a location, with carets under its first line; empty where the text does not reach it. */
export function codeFrame(text: string, location: Location, options: FrameOptions): readonly FrameLine[] {
  const { start, end } = location;
  const first = Math.max(1, start.line - options.context);
  const lines = linesBetween(text, first, start.line + options.context);
  if (lines.length <= start.line - first) return [];

  // What follows the last line end is no line, unless it is the place.
  if (lines.length - 1 > start.line - first && lines.at(-1) === "") lines.pop();
  const target = lines[start.line - first] ?? "";
  const from = characterStart(target, Math.min(start.column - 1, target.length));
  const to =
    end.line === start.line ? characterStart(target, Math.min(end.column - 1, target.length)) : target.trimEnd().length;
  const window = windowAround(target, from, options.width);

  return lines.flatMap((line, index): FrameLine[] => {
    const number = first + index;
    const source: FrameLine = { kind: "source", number, text: cut(line, window) };
    if (number !== start.line) return [source];
    const lead = displayWidth(shown(line.slice(window.from, from))) + (window.from > 0 ? 1 : 0);
    const length = Math.max(1, displayWidth(shown(line.slice(from, Math.min(to, window.to)))));
    return [source, { kind: "mark", number, text: " ".repeat(lead) + "^".repeat(length) }];
  });
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** The part of a long line that is shown: the range, and a third of the width before it. */
function windowAround(line: string, at: number, width: number): Window {
  const room = Math.max(8, width - 2);
  const near = line.slice(Math.max(0, at - room), at + room);
  if (line.length <= 2 * room && displayWidth(shown(near)) <= room && displayWidth(shown(line)) <= room + 2) {
    return { from: 0, to: line.length };
  }
  let from = at;
  for (let used = 0; from > 0; ) {
    const previous = line.slice(characterStart(line, from - 1), from);
    used += displayWidth(shown(previous));
    if (used > room / 3) break;
    from -= previous.length;
  }
  let to = from;
  for (let used = 0; to < line.length; ) {
    const next = String.fromCodePoint(line.codePointAt(to) ?? 0);
    used += displayWidth(shown(next));
    if (used > room) break;
    to += next.length;
  }
  return { from, to };
}

function cut(line: string, { from, to }: Window): string {
  return (
    (from > 0 && line.length > 0 ? ELLIPSIS : "") + shown(line.slice(from, to)) + (line.length > to ? ELLIPSIS : "")
  );
}

/** The same offset, or that of the pair it would split: half a pair is shown as an escape, which is wider than the whole. */
const characterStart = (line: string, offset: number): number =>
  (line.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset;

const shown = (text: string): string => visible(text.replaceAll("\t", TAB));

/** Lines from `first` to `last`, both counted from 1, without their ends. */
function linesBetween(text: string, first: number, last: number): string[] {
  const lines: string[] = [];
  let offset = 0;
  for (let number = 1; number <= last && offset <= text.length; number++) {
    const newline = text.indexOf("\n", offset);
    const stop = newline === -1 ? text.length : newline;
    if (number >= first) lines.push(text.slice(offset, text[stop - 1] === "\r" && stop > offset ? stop - 1 : stop));
    offset = stop + 1;
  }
  return lines;
}

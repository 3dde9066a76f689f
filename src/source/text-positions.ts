import { LineCounter } from "yaml";
import type { Location, Position } from "../diagnostics/diagnostic.ts";

/** Turns offsets into a text into lines and columns. */
export interface TextPositions {
  position(offset: number): Position;
  location(start: number, end: number): Location;
}

/** The positions of `text`, which stands in `file`. Offsets beyond the text count as its end. */
export function textPositions(file: string, text: string): TextPositions {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) counter.addNewLine(at + 1);
  const position = (offset: number): Position => {
    const { line, col } = counter.linePos(Math.max(0, Math.min(offset, text.length)));
    return { line, column: col };
  };
  return {
    position,
    location: (start, end) => ({ file, start: position(start), end: position(Math.max(start, end)) }),
  };
}

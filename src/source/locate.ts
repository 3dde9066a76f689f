import type { LocatedDocument } from "./located-document.ts";
import type { LocatedNode } from "./located-tree.ts";
import type { TextPositions } from "./text-positions.ts";

/** The document around a tree of located values. */
export function locatedDocument(
  file: string,
  text: string,
  root: LocatedNode,
  positions: TextPositions,
): LocatedDocument {
  return {
    file,
    text,
    value: root.value,
    locate(path, on = "value") {
      let node = root;
      let complete = true;
      for (const step of path) {
        const child = node.children?.get(step);
        if (child === undefined) {
          complete = false;
          break;
        }
        node = child;
      }
      // An empty value has no width; its key is what a reader can see. Likewise for what is missing from a map.
      const empty = node.range[0] === node.range[1];
      const range = (on === "key" || !complete || empty) && node.key ? node.key : node.range;
      return complete || node.key ? positions.location(...range) : positions.location(...firstLine(text, range));
    },
  };
}

/** A whole document is no helpful range for what is missing from it; its first line is. */
function firstLine(text: string, [start, end]: readonly [number, number]): readonly [number, number] {
  const newline = text.indexOf("\n", start);
  return [start, newline === -1 || newline > end ? end : text[newline - 1] === "\r" ? newline - 1 : newline];
}

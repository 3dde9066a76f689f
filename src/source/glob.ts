/**
 * Whether a path matches a pattern of an include list. `*` and `?` match within one segment and not a leading dot,
 * `**` as a segment matches any number of segments that start with no dot; everything else stands for itself.
 *
 * Not `path.matchesGlob`: that ignores letter case on macOS and Windows, so the same spec would include other files there.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return matchesSequence(path.split("/"), pattern.split("/"), {
    isStar: (glob) => glob === "**",
    matchesOne: matchesSegment,
    starMatches: (segment) => !segment.startsWith("."),
  });
}

/** The folder all matches of a pattern lie in: its leading segments without wildcards. */
export function globFolder(pattern: string): string {
  const segments = pattern.split("/");
  const firstWild = segments.findIndex((segment) => /[*?]/.test(segment));
  return segments.slice(0, firstWild === -1 ? -1 : firstWild).join("/");
}

function matchesSegment(segment: string, glob: string): boolean {
  if (segment.startsWith(".") && !glob.startsWith(".")) return false;
  return matchesSequence([...segment], [...glob], {
    isStar: (character) => character === "*",
    matchesOne: (character, expected) => expected === "?" || character === expected,
    starMatches: () => true,
  });
}

interface SequenceRules {
  isStar(glob: string): boolean;
  matchesOne(item: string, glob: string): boolean;
  starMatches(item: string): boolean;
}

/** Wildcard matching over items; going back to the last star only keeps it quadratic for any pattern. */
function matchesSequence(items: readonly string[], globs: readonly string[], rules: SequenceRules): boolean {
  let item = 0;
  let glob = 0;
  let star = -1;
  let starItem = 0;
  while (item < items.length) {
    const expected = globs[glob];
    const actual = items[item] ?? "";
    if (expected !== undefined && rules.isStar(expected)) {
      star = glob++;
      starItem = item;
    } else if (expected !== undefined && rules.matchesOne(actual, expected)) {
      item++;
      glob++;
    } else if (star !== -1 && rules.starMatches(items[starItem] ?? "")) {
      item = ++starItem;
      glob = star + 1;
    } else {
      return false;
    }
  }
  return globs.slice(glob).every((rest) => rules.isStar(rest));
}

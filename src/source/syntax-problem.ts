import type { ErrorCode } from "yaml";

/** A YAML error in words that do not need the YAML specification. */
export interface SyntaxProblem {
  readonly problem: string;
  readonly advice: string;
}

const QUOTE = 'Put the value in double quotes if it is a text with special characters, such as "a: b".';

/** What to say about an error of the `yaml` package, given its code, its message and the text it points at. */
export function syntaxProblem(code: ErrorCode, message: string, at: string): SyntaxProblem {
  switch (code) {
    case "BAD_INDENT":
      return message.startsWith("Flow")
        ? {
            problem: `The ${message.includes("map") ? "map in { }" : "list in [ ]"} is not closed where it should be.`,
            advice: "Close the bracket, and indent the lines inside it deeper than the line that opens it.",
          }
        : {
            problem: "The indentation does not fit the lines above.",
            advice: "Entries of one map or list start at the same column; what belongs to an entry is indented deeper.",
          };
    case "BLOCK_AS_IMPLICIT_KEY":
      return {
        problem: "A map or list starts where a simple value is expected, often by a second colon in the line.",
        advice: `Start it on a line of its own, indented deeper. ${QUOTE}`,
      };
    case "BLOCK_IN_FLOW":
      return {
        problem: "Inside brackets everything must be in brackets too.",
        advice: "Write { key: value } for the inner map, or use lines instead of brackets.",
      };
    case "MULTILINE_IMPLICIT_KEY":
      return {
        problem: "This is read as a key that runs over several lines.",
        advice: "A line above probably lacks its colon, or this one its indentation.",
      };
    case "KEY_OVER_1024_CHARS":
      return { problem: "A key is longer than 1024 characters.", advice: "A quote or a line end is probably missing." };
    case "BAD_DQ_ESCAPE":
      return {
        problem: "A backslash in double quotes is followed by something that is no escape.",
        advice: "Write \\\\ for a backslash, or use single quotes, in which backslashes mean themselves.",
      };
    case "BAD_SCALAR_START":
      return {
        problem: `A value without quotes cannot start with ${JSON.stringify(at.slice(0, 1))}.`,
        advice: "Put the value in double quotes.",
      };
    case "MISSING_CHAR":
      return missing(message);
    case "MULTIPLE_ANCHORS":
    case "MULTIPLE_TAGS":
    case "BAD_PROP_ORDER":
    case "ALIAS_PROPS":
    case "BAD_ALIAS":
      return {
        problem: `${message}.`,
        advice: "Anchors, aliases and tags are refused in specs anyway; quote the value if it is a text.",
      };
    default:
      return { problem: `This does not belong here: ${lowerFirst(message)}.`, advice: `Remove it. ${QUOTE}` };
  }
}

function missing(message: string): SyntaxProblem {
  if (message.startsWith("Missing closing")) {
    return {
      problem: `A closing ${message.includes('"') ? "double" : "single"} quote is missing.`,
      advice: "Close the text with the quote that opens it.",
    };
  }
  if (message.startsWith("Implicit map keys")) {
    return {
      problem: "A colon is missing after this key.",
      advice: 'Write "key: value", with a space after the colon.',
    };
  }
  return {
    problem: `Something is missing: ${lowerFirst(message)}.`,
    advice: "Check commas between items in brackets, spaces after colons and before #, and dashes before list items.",
  };
}

function lowerFirst(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1);
}

import { define } from "../define.ts";

const REVIEWED = "The spec is read by people in a pull request; what they see must be what the compiler sees.";

/** What can be wrong with a spec file before its content is looked at: the file, its bytes, its YAML, its includes. */
export const sourceDiagnostics = {
  "source/missing-file": define<{ file: string; suggestion?: string | undefined }>({
    severity: "error",
    message: ({ file }) => `There is no file ${file}.`,
    why: "Everything FinFlow writes comes from this file, so there is nothing to compile without it.",
    help: ({ suggestion }) =>
      suggestion === undefined ? "Name the spec with --spec, relative to --root." : `Did you mean ${suggestion}?`,
  }),
  "source/is-directory": define<{ file: string }>({
    severity: "error",
    message: ({ file }) => `${file} is a folder, not a file.`,
    why: "A platform has one entry file; further files are named by its include list, so that their set is reviewed too.",
    help: ({ file }) => `Name a file in it, such as --spec ${file}/finflow.yaml.`,
  }),
  "source/unreadable": define<{ file: string; reason: string }>({
    severity: "error",
    message: ({ file, reason }) => `${file} cannot be read: ${reason}.`,
    why: "A spec of which a part is missing would compile to a platform of which a part is removed.",
    help: () => "Check that the file is a regular file and that you may read it.",
  }),
  "source/too-large": define<{ file: string; size: number; limit: number }>({
    severity: "error",
    message: ({ file, size, limit }) => `${file} has ${size} bytes; a spec file may have at most ${limit}.`,
    why: "A spec of that size is generated or not a spec at all, and nobody can review it.",
    help: () => "Split it into one file per owner and list them under include.",
  }),
  "source/outside-root": define<{ file: string }>({
    severity: "error",
    message: ({ file }) => `${file} lies outside the root folder.`,
    why: "Generated files name their spec relative to the root; outside of it the name means another file on every machine.",
    help: () => "Move the spec below the root, or name a higher folder with --root.",
  }),
  "source/not-utf8": define<{ offset: number; guess: string }>({
    severity: "error",
    message: ({ offset, guess }) => `This is not UTF-8 text: ${guess} at byte offset ${offset}.`,
    why: "Guessing an encoding would turn names into other names without anybody noticing.",
    help: () => 'Save the file as UTF-8 (in most editors: "Save with encoding"), or convert it with iconv -t UTF-8.',
  }),
  "source/control-character": define<{ name: string; count: number }>({
    severity: "error",
    message: ({ name, count }) =>
      count === 1
        ? `The file contains the invisible character ${name}.`
        : `The file contains ${count} invisible control characters; the first is ${name}.`,
    why: `${REVIEWED} Such characters hide or reorder text on the screen.`,
    help: () => 'Remove it. Where a value needs it, write it as an escape in double quotes, such as "\\u0007".',
  }),
  "source/empty": define<{ file: string }>({
    severity: "error",
    message: ({ file }) => `${file} holds no data.`,
    why: "An empty spec would compile to an empty platform, that is, delete everything.",
    help: () => "Start with apiVersion and kind, or delete the file and what includes it.",
  }),
  "source/syntax": define<{ problem: string; advice: string }>({
    severity: "error",
    message: ({ problem }) => problem,
    why: "The text is not YAML, so what it means cannot be known.",
    help: ({ advice }) => advice,
  }),
  "source/tab-indentation": define<Record<never, never>>({
    severity: "error",
    message: () => "The line is indented with a tab.",
    why: "YAML forbids tabs in indentation, because how wide they are depends on who looks.",
    help: () => "Indent with spaces, two for each level.",
  }),
  "source/too-deep": define<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `The data is nested more than ${limit} levels deep here.`,
    why: "No spec needs that; it is a broken file, or one made to exhaust the memory of whoever reads it.",
    help: () => "Flatten the data; the deepest field of the schema is less than ten levels down.",
  }),
  "source/several-documents": define<Record<never, never>>({
    severity: "error",
    message: () => "A second YAML document starts here.",
    why: "One file is one document; readers that take only the first would silently drop the rest.",
    help: () => "Put the second document into a file of its own and list it under include, or remove the --- line.",
  }),
  "source/duplicate-key": define<{ key: string }>({
    severity: "error",
    message: ({ key }) => `The key ${key} stands twice in the same map.`,
    why: "Only one of the two values can hold, and which one differs between YAML readers.",
    help: () => "Remove one of them, or merge the two.",
  }),
  "source/anchor": define<{ anchor: string }>({
    severity: "error",
    message: ({ anchor }) => `The anchor ${anchor} is not allowed.`,
    why: `${REVIEWED} An anchor makes a change in one place act in others that the diff does not show.`,
    help: ({ anchor }) =>
      `Write the value where it is used. If you mean a text that starts with &, put it in quotes: "${anchor}".`,
  }),
  "source/alias": define<{ alias: string }>({
    severity: "error",
    message: ({ alias }) => `The alias ${alias} is not allowed.`,
    why: `${REVIEWED} Aliases of aliases also grow without bound ("billion laughs").`,
    help: ({ alias }) => `Write the value out. If you mean a text that starts with *, put it in quotes: "${alias}".`,
  }),
  "source/merge-key": define<Record<never, never>>({
    severity: "error",
    message: () => "The merge key << is not allowed.",
    why: "YAML 1.2 has no merge keys: some readers merge, others keep a field named <<, and the file shows neither.",
    help: () => "Write the fields out, or set them once in the defaults of the schema or an environment's overrides.",
  }),
  "source/tag": define<{ tag: string }>({
    severity: "error",
    message: ({ tag }) => `The tag ${tag} is not allowed.`,
    why: "Spec values are texts, numbers, booleans, lists and maps; a tag asks a reader to make something else of them.",
    help: ({ tag }) =>
      `Remove the tag; quotes already make a text of any value. If you mean a text that starts with !, put it in quotes: "${tag}".`,
  }),
  "source/directive": define<{ directive: string }>({
    severity: "error",
    message: ({ directive }) => `The directive ${directive} is not allowed.`,
    why: "Specs are YAML 1.2 without custom tags; a %YAML or %TAG line would change what the lines below it mean.",
    help: () => "Remove the line.",
  }),
  "source/non-string-key": define<{ found: string }>({
    severity: "error",
    message: ({ found }) => `A key must be a text, but this one is ${found}.`,
    why: "Field names and the names of services, topics and environments are texts; 010 and 8 would be the same number.",
    help: () => "Put the key in quotes.",
  }),
  "source/reserved-key": define<{ key: string }>({
    severity: "error",
    message: ({ key }) => `The key ${key} is reserved.`,
    why: "Programs in JavaScript drop or misread it, this one and those that read the generated files.",
    help: () => "Use another name.",
  }),
  "source/non-finite-number": define<{ text: string }>({
    severity: "error",
    message: ({ text }) => `${text} is not a finite number.`,
    why: "Neither Kubernetes nor Terraform has a notation for it.",
    help: ({ text }) => `Write a number, or quotes if a text is meant: "${text}".`,
  }),
  "source/unsafe-integer": define<{ text: string }>({
    severity: "error",
    message: ({ text }) => `${text} is too large to be kept exactly.`,
    why: "Beyond 9007199254740991 numbers are rounded, so another number would be deployed than the one reviewed.",
    help: ({ text }) => `If it is an identifier, make it a text: "${text}".`,
  }),
  "source/leading-zero": define<{ text: string }>({
    severity: "error",
    message: ({ text }) => `The number ${text} starts with a zero.`,
    why: "YAML 1.2 drops the zero, YAML 1.1 reads an octal number: an account id or a file mode would change silently.",
    help: ({ text }) => `Write "${text}" in quotes for a text, 0o… for an octal number, or drop the zero.`,
  }),
  "source/include-no-match": define<{ pattern: string; onlyItself: boolean; suggestion?: string | undefined }>({
    severity: "error",
    message: ({ pattern, onlyItself }) =>
      `The include pattern ${pattern} matches no file${onlyItself ? " but this one, which is read anyway" : ""}.`,
    why: "A mistyped pattern would silently remove what its files describe.",
    help: ({ onlyItself, suggestion }) =>
      onlyItself
        ? "Remove it, or name the other files that belong to the spec."
        : suggestion !== undefined
          ? `Did you mean ${suggestion}? Patterns are relative to the folder of this file.`
          : "Patterns are relative to the folder of this file and know *, ** and ? only; * does not match a leading dot.",
  }),
  "source/include-outside": define<{ pattern: string }>({
    severity: "error",
    message: ({ pattern }) => `The include pattern ${pattern} leads out of the folder of this file.`,
    why: "What a spec consists of must be visible from its folder, and be the same on every machine.",
    help: () => 'Use a relative pattern with forward slashes and without "..", such as services/*.yaml.',
  }),
  "source/nested-include": define<{ file: string }>({
    severity: "error",
    message: ({ file }) => `${file} is itself included and may not include others.`,
    why: "With one list of includes, what belongs to the spec can be read in one place.",
    help: () => "Move the patterns into the include list of the entry file.",
  }),
  "source/more-errors": define<{ count: number }>({
    severity: "error",
    message: ({ count }) => `${count} more problems of this file are not shown.`,
    why: "One broken line can make every following line wrong, which would bury the cause.",
    help: () => "Fix the ones above and run again.",
  }),
};

import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/source/limits.ts";
import { dataOf, diagnose, found, parse } from "./tester.ts";

describe("refused YAML", () => {
  test.each<[name: string, text: string, expected: readonly string[]]>([
    ["duplicate key", "a: 1\nb: 2\na: 3\n", ["source/duplicate-key 3:1"]],
    ["duplicate key, quoted and not", "a: 1\n'a': 2\n", ["source/duplicate-key 2:1"]],
    ["duplicate key in brackets", "x: {a: 1, a: 2}", ["source/duplicate-key 1:11"]],
    ["tab before a key", "a:\n\tb: 1\n", ["source/tab-indentation 2:1"]],
    ["tab before an item", "a:\n  - x\n\t- y\n", ["source/tab-indentation 3:1"]],
    ["tab in a block text", "a: |\n\tfoo\n", ["source/tab-indentation 2:1"]],
    ["anchor", "a: &x 1\n", ["source/anchor 1:4"]],
    ["alias", "a: &x 1\nb: *x\n", ["source/anchor 1:4", "source/alias 2:4"]],
    ["wildcard taken for an alias", "a: *.example.com\n", ["source/alias 1:4"]],
    ["merge key is said once", "a: &x {b: 1}\nc:\n  <<: *x\n", ["source/anchor 1:4", "source/merge-key 3:3"]],
    ["known tag", "a: !!binary aGk=\n", ["source/tag 1:4"]],
    ["own tag", "a: !foo bar\n", ["source/tag 1:4"]],
    ["verbatim tag", "a: !<tag:x> bar\n", ["source/tag 1:4"]],
    ["directive", "%YAML 1.1\n---\na: on\n", ["source/directive 1:1"]],
    ["number as key", "80: x\n", ["source/non-string-key 1:1"]],
    ["boolean as key", "true: x\n", ["source/non-string-key 1:1"]],
    ["list as key", "? [a]\n: x\n", ["source/non-string-key 1:3"]],
    ["no key", "a: 1\n: x\n", ["source/non-string-key 2:1"]],
    ["reserved key", "__proto__: {polluted: true}\n", ["source/reserved-key 1:1"]],
    ["infinity", "a: .inf\n", ["source/non-finite-number 1:4"]],
    ["not a number", "a: [.nan]\n", ["source/non-finite-number 1:5"]],
    ["number too large", "a: 1e999\n", ["source/non-finite-number 1:4"]],
    ["unsafe integer", "a: 9007199254740993\n", ["source/unsafe-integer 1:4"]],
    ["unsafe hexadecimal", "a: 0xfffffffffffffff\n", ["source/unsafe-integer 1:4"]],
    ["leading zero", "account: 012345678901\n", ["source/leading-zero 1:10"]],
    ["two documents", "a: 1\n---\nb: 2\n", ["source/several-documents 2:1"]],
    ["two documents by an end mark", "a: 1\n...\nb: 2\n", ["source/several-documents 3:1"]],
    ["empty", "", ["source/empty 1:1"]],
    ["comments only", "# nothing\n\n# here\n", ["source/empty 1:1"]],
    ["document mark only", "---\n", ["source/empty 1:1"]],
    ["every broken line", "a: @x\nb: 1\nc: '\n d: @y\n", ["source/syntax 1:4", "source/syntax 5:1"]],
    ["what follows a stray bracket is no news", "a: ]\nb: 1\nc: }\n", ["source/syntax 1:4"]],
    ["texts in a row", `a: ${'"" '.repeat(100)}\n`, ["source/syntax 1:7"]],
    ["open bracket", "a: [1, 2\nb: 3\n", ["source/syntax 2:1"]],
    ["open quote", 'a: "foo\n', ["source/syntax 2:1"]],
    ["second colon", "a: b: c\n", ["source/syntax 1:4"]],
    ["bad indentation", "a:\n  b: 1\n c: 2\n", ["source/syntax 3:1"]],
    ["bad escape", 'a: "\\q"\n', ["source/syntax 1:5"]],
    ["reserved character", "a: @x\n", ["source/syntax 1:4"]],
    ["missing colon", "a\nb: 1\n", ["source/syntax 1:1"]],
    ["NUL", "a: \0\n", ["source/control-character 1:4"]],
    ["escape sequence", "a: 1\nb: \u001b[31m\n", ["source/control-character 2:4"]],
    ["text that runs backwards", "a: \u202etxt\n", ["source/control-character 1:4"]],
    ["byte order mark inside", "a: 1\n\ufeffb: 2\n", ["source/control-character 2:1"]],
    ["carriage return alone", "a: 1\rb: 2\n", ["source/control-character 1:5"]],
  ])("%s", (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("a duplicate key names the first", () => {
    const [duplicate] = diagnose("a: 1\nb:\n  c: 1\n  c: 2\n");
    expect(duplicate?.related).toEqual([
      {
        message: "first here",
        location: { file: "spec.yaml", start: { line: 3, column: 3 }, end: { line: 3, column: 4 } },
      },
    ]);
  });

  test("bytes that are not UTF-8", () => {
    const latin1 = Buffer.from("a: 1\nb: caf\xe9\n", "latin1");
    expect(found(latin1)).toEqual(["source/not-utf8 2:7"]);
    expect(diagnose(latin1)[0]?.message).toContain("byte offset 11");
    for (const bytes of [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xff]]) {
      expect(found(new Uint8Array([0x61, ...bytes]))).toEqual(["source/not-utf8 1:2"]);
    }
    expect(diagnose(Buffer.from("\ufeffa: 1", "utf16le"))[0]?.message).toContain("UTF-16 (little endian)");
  });

  test("a large file is not parsed", () => {
    expect(found(new Uint8Array(limits.bytes + 1))).toEqual(["source/too-large 1:1"]);
  });

  test("a file full of problems shows the first hundred", () => {
    const codes = found(Array.from({ length: 500 }, (_, i) => `k${i}: @\n`).join(""));
    expect(codes).toHaveLength(101);
    expect(codes.at(-1)).toBe("source/more-errors 100:6");
  });
});

describe("hostile files end at once", () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  const deepLines = Array.from({ length: 1200 }, (_, i) => `${" ".repeat(i)}a:\n`).join("");
  test.each<[name: string, text: string, code: string]>([
    ["billion laughs", ["l0: &l0 lol", ...laughs].join("\n"), "source/alias"],
    ["brackets", "[".repeat(100_000), "source/too-deep"],
    ["braces", `a: ${"{a: ".repeat(100_000)}`, "source/too-deep"],
    ["dashes", "- ".repeat(100_000), "source/too-deep"],
    ["question marks", "? ".repeat(100_000), "source/too-deep"],
    ["colons", ": ".repeat(100_000), "source/too-deep"],
    ["keys on one line", "a: ".repeat(100_000), "source/too-deep"],
    ["indentation", deepLines, "source/too-deep"],
    ["mixed", "- [? ".repeat(50_000), "source/too-deep"],
  ])("%s", (_name, text, code) => {
    const start = performance.now();
    expect(diagnose(text).map((diagnostic) => diagnostic.code)).toContain(code);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test("a map of 60,000 keys takes linear time", () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `k${i}: 1\n`).join("");
    const start = performance.now();
    expect(found(text)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test("depth up to the limit is fine", () => {
    expect(found(`a: ${"[".repeat(60)}${"]".repeat(60)}`)).toEqual([]);
  });

  test("brackets and dashes in texts do not count", () => {
    const noise = "[{ - - - ? : ".repeat(100);
    expect(found(`a: "${noise}"\nb: |\n  ${noise}\n  ${noise}\nc: '${noise}' # ${noise}\n`)).toEqual([]);
  });
});

describe("data", () => {
  test("words of YAML 1.1 stay texts", () => {
    expect(dataOf("a: [on, off, yes, no, y, n, 12:30, 1_000]")).toEqual({
      a: ["on", "off", "yes", "no", "y", "n", "12:30", "1_000"],
    });
  });

  test("scalars of YAML 1.2", () => {
    const text = "a: [1, -2, 1.5, 1e3, 0x1F, 0o17, 0, 0.5, true, null, ~, '1', \"<<\"]\nb:\n";
    expect(dataOf(text)).toEqual({ a: [1, -2, 1.5, 1000, 31, 15, 0, 0.5, true, null, null, "1", "<<"], b: null });
  });

  test("a byte order mark of UTF-8 is dropped", () => {
    expect(dataOf("\ufeffa: 1")).toEqual({ a: 1 });
    expect(found("\ufeffa: ]")).toEqual(["source/syntax 1:4"]);
  });

  test("keys that objects inherit are keys like others", () => {
    const value = dataOf("constructor: 1\ntoString: 2\nhasOwnProperty: 3\n") as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["constructor", "toString", "hasOwnProperty"]);
  });

  test("no key reaches a prototype", () => {
    const { value } = parse("__proto__: { polluted: true }\n");
    expect(Object.getPrototypeOf(value?.value)).toBe(Object.prototype);
    expect(value?.value).not.toHaveProperty("polluted");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("goes on where the data is complete, and not where it is not", () => {
    expect(parse("a: !x 1\na: 2").value?.value).toEqual({ a: "1" });
    expect(parse("a: *x").value).toBeUndefined();
    expect(parse("a: ]").value).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { printYaml } from "../../src/print/yaml.ts";

describe("layout", () => {
  test("puts what identifies an object first and sorts the rest", () => {
    const service = {
      spec: { ports: [{ targetPort: "http", port: 80, name: "http" }], clusterIP: "None" },
      metadata: { labels: { b: "2", a: "1" }, namespace: "finflow", name: "payments" },
      kind: "Service",
      apiVersion: "v1",
    };
    expect(printYaml(service)).toBe(`apiVersion: v1
kind: Service
metadata:
  name: payments
  namespace: finflow
  labels:
    a: "1"
    b: "2"
spec:
  clusterIP: None
  ports:
  - name: http
    port: 80
    targetPort: http
`);
  });

  test("does not depend on the order of the input, even for keys that look like indexes", () => {
    expect(printYaml({ b: 1, "10": 2, "9": 3, a: 4 })).toBe(printYaml({ a: 4, "9": 3, "10": 2, b: 1 }));
    expect(printYaml({ "10": 2, "9": 3 })).toBe('"10": 2\n"9": 3\n');
  });

  test("keeps the order of the value when asked", () => {
    expect(printYaml({ resources: ["a.yaml"], namespace: "x" }, { keys: "insertion" })).toBe(
      "resources:\n- a.yaml\nnamespace: x\n",
    );
  });

  test("writes shared values twice, empty collections in place and leaves undefined out", () => {
    const shared = { app: "x" };
    expect(printYaml({ a: shared, b: shared, c: {}, d: [], e: undefined, f: null })).toBe(
      "a:\n  app: x\nb:\n  app: x\nc: {}\nd: []\nf: null\n",
    );
  });

  test("never folds a long line", () => {
    const long = "word ".repeat(200).trim();
    expect(printYaml({ long })).toBe(`long: ${long}\n`);
  });
});

describe("strings", () => {
  const plain = [
    "payments-service",
    "100m",
    "512Mi",
    "--port=8080",
    "-Xmx512m",
    "10.0.0.0/16",
    "../../a",
    "./a",
    ".env",
    "$(POD_IP)",
    "naïve",
    "a b",
  ];
  test.each(plain)("%j stays plain", (text) => {
    expect(printYaml({ a: text })).toBe(`a: ${text}\n`);
  });

  const misread = [
    ..."on off yes no y n Y NO ~ null Null true 0775 0o17 1e3 1_000 12:30:45 0x1F 0b1 .inf -.INF .nan = <<".split(" "),
    ...[
      "2001-01-01",
      "2001-12-14t21:59:43.10-05:00",
      "1.10",
      "-1",
      "+1",
      ".5",
      "",
      " a",
      "a ",
      "- a",
      "a: b",
      "a #b",
      "#a",
    ],
    ...["*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "? a", "?", ":", "{a", "[a", "---", "...", "a:", "1.4.2"],
  ];
  test.each(misread)("%j is quoted", (text) => {
    expect(printYaml({ a: text })).toBe(`a: ${JSON.stringify(text)}\n`);
    expect(printYaml({ [text]: "b" })).toBe(`${JSON.stringify(text)}: b\n`);
    for (const version of ["1.1", "1.2"] as const) {
      expect(parse(printYaml({ a: text, b: [text] }), { version })).toEqual({ a: text, b: [text] });
    }
  });

  test("quotes JSON and PromQL without backslashes", () => {
    expect(printYaml({ a: '{"x":1}', b: `up{job='a'} == "1"` })).toBe(
      `a: '{"x":1}'\nb: ${JSON.stringify(`up{job='a'} == "1"`)}\n`,
    );
  });

  test("writes several lines as a literal block", () => {
    expect(printYaml({ a: "one\n  two\n\nthree\n", b: "one\ntwo" })).toBe(
      "a: |\n  one\n    two\n\n  three\nb: |-\n  one\n  two\n",
    );
  });

  test.each(["\n", "\na", " a\nb", "\ta\nb", "a \nb", "a\n\n", "a\n \nb", "a\r\nb", "a\nb\u2028", "a\nb\u0000"])(
    "%j is no literal block",
    (text) => expect(printYaml({ a: text })).toMatch(/^a: ".*"\n$/),
  );

  test("escapes what a reader would drop, fold or refuse", () => {
    expect(printYaml({ a: "\ufeffx\u0085\u2028\u2029\u007f\u0000\t" })).toBe(
      'a: "\\ufeffx\\u0085\\u2028\\u2029\\u007f\\u0000\\t"\n',
    );
  });

  test("replaces half of a surrogate pair, which UTF-8 cannot carry", () => {
    expect(printYaml({ a: "x\ud800" })).toBe("a: x\ufffd\n");
  });

  test("keeps every key as data", () => {
    const hostile = Object.fromEntries([
      ["__proto__", "x"],
      ["<<", { a: 1 }],
      ["a\nb", 1],
      ["k".repeat(2000), 1],
    ]);
    expect(parse(printYaml(hostile))).toEqual(hostile);
  });
});

test.each([
  [1e21, "1.0e+21"],
  [1e-7, "1.0e-7"],
  [1.5e300, "1.5e+300"],
  [0.1, "0.1"],
  [Number.POSITIVE_INFINITY, ".inf"],
  [Number.NaN, ".nan"],
  [12n, "12"],
])("prints the number %s", (value, text) => {
  expect(printYaml({ a: value })).toBe(`a: ${text}\n`);
  expect(parse(printYaml({ a: value }), { version: "1.1" })).toEqual({ a: Number(value) });
});

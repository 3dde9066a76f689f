import fc from "fast-check";

/** Strings that some reader of YAML takes for something else, or that break a careless printer. */
export const misleadingStrings: readonly string[] = [
  ..."on off yes no y n Y N True FALSE null Null ~ = << 0775 0o17 1e3 1_000 12:30:45 0x1F 0b1 .inf -.INF .NaN -0 +1".split(
    " ",
  ),
  ..."2001-01-01 2001-12-14t21:59:43Z 1.10 1. .5 1.4.2 1e5 685.230_15e+03 190:20:30 --- ... - -- -a ? : | > & * ! % @ ` {} [] #".split(
    " ",
  ),
  ...[
    "",
    " ",
    "  x",
    "x  ",
    "\n",
    "\n\n",
    "a\nb",
    "a\nb\n",
    "a\n\nb\n\n",
    " a\nb",
    "a \nb",
    "a\n b",
    "\ta\nb",
    "a\n\tb",
    "a\r\nb",
    "a\rb",
  ],
  ...[
    "a: b",
    "a #b",
    "#a",
    "a:",
    "- a",
    "'a'",
    '"a"',
    "\\n",
    "a\\",
    "{a: b}",
    "[a]",
    "!!str a",
    "&a b",
    "*a",
    "a\u0085b",
    "a\u2028b",
  ],
  ...[
    "\ufeffa",
    "a\ufeff",
    "a\nb\ufeff",
    "\u0000",
    "\u0007\u001b",
    "\u007f",
    "\u009f",
    "\ud800",
    "a\udc00\nb",
    "😀",
    "😀\nb",
    "é",
    "\u00a0a",
  ],
  ...[
    "---\na",
    "a\n---\nb\n",
    "a\n...\n",
    "%YAML 1.1",
    "a\n# b",
    "$(A)",
    "$" + "{A}",
    "{{ a }}",
    "$patch",
    "delete",
    "__proto__",
    "\ufffe",
    "\uffff",
  ],
];

export const hostileString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...misleadingStrings),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(..."aB01_-+.:# \n\t\r\"'\\{}[],&*!|>%@`~=?é\u0085\u2028\ufeff\ud800"),
    maxLength: 12,
  }),
  fc.tuple(fc.constantFrom(...misleadingStrings), fc.constantFrom(...misleadingStrings)).map(([a, b]) => a + b),
);

/** Any plain data. Keys are not `__proto__`: that one is tested by hand, deep equality cannot see it. */
export const data: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(hostileString, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      hostileString.filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  ),
})).value as fc.Arbitrary<unknown>;

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { FLUENTD_FILTER } from "../../src/resources/logging/fluentd-filter.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

/** As much of Fluentd as a filter needs, and the same encoding: Fluentd reads bytes, not text. */
const STUB = `module Fluent; module Plugin
  class Filter; end
  def self.register_filter(name, _class); puts name if ARGV[0] == "name"; end
end; end`;
const RUN = `require "json"; require "fluentd_filter"
filter = Fluent::Plugin::ContainerLogFilter.new
JSON.parse($stdin.read.force_encoding("UTF-8")).each do |line|
  start = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
  record = filter.filter("tag", 0, { "message" => line.b, "stream" => "stdout" })
  puts JSON.generate([record, Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID) - start])
end`;

const ruby = toolJudge("ruby");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "finflow-filter-"));
  mkdirSync(join(folder, "fluent/plugin"), { recursive: true });
  writeFileSync(join(folder, "fluent/plugin/filter.rb"), STUB);
  writeFileSync(join(folder, "fluentd_filter.rb"), FLUENTD_FILTER);
  writeFileSync(join(folder, "run.rb"), RUN);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rubyOf = (...args: string[]) =>
  execFileSync(findTool("ruby") ?? "ruby", ["-W", "-Eascii-8bit:ascii-8bit", `-I${folder}`, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

interface Kept {
  readonly record: Readonly<Record<string, unknown>>;
  /** CPU time. */
  readonly seconds: number;
}

const filtered = (lines: readonly string[]): readonly Kept[] =>
  execFileSync(findTool("ruby") ?? "ruby", ["-Eascii-8bit:ascii-8bit", `-I${folder}`, join(folder, "run.rb")], {
    encoding: "utf8",
    input: JSON.stringify(lines),
    maxBuffer: 2 ** 28,
  })
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [record, seconds] = JSON.parse(line);
      return { record, seconds };
    });

const messageOf = (line: string): unknown => filtered([line])[0]?.record.message;

describe("what a line becomes, in Ruby itself", () => {
  testWith(ruby, "the plugin has the name that the configuration uses, and no warning", () => {
    expect(rubyOf("-c", join(folder, "fluentd_filter.rb"))).toBe("Syntax OK\n");
    expect(rubyOf("-rfluentd_filter", "-e", "", "name")).toBe("container_log\n");
  });

  testWith(ruby, "card numbers are blanked, whatever stands around them", () => {
    const cases: Readonly<Record<string, string>> = {
      "charged 4111111111111111 ok": "charged [REDACTED] ok",
      "pan=4111 1111 1111 1111 exp 12/27 cvv=123": "pan=[REDACTED] exp 12/27 cvv=[REDACTED]",
      "5555-5555-5555-4444": "[REDACTED]",
      "2223003122003222,378282246310005;30569309025904": "[REDACTED],[REDACTED];[REDACTED]",
      "6011111111111117 3530111333300000 6212345678901232": "[REDACTED] [REDACTED] [REDACTED]",
      "2026 4111 1111 1111 1111 12": "2026 [REDACTED] 12",
      "card4111111111111111\\n4111111111111111.": "card[REDACTED]\\n[REDACTED].",
      "+4111111111111111": "+[REDACTED]",
      "für 4111 1111 1111 1111 💳": "für [REDACTED] 💳",
    };
    expect(filtered(Object.keys(cases)).map(({ record }) => record.message)).toEqual(Object.values(cases));
  });

  testWith(ruby, "passwords, tokens and keys are blanked", () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    const cases: Readonly<Record<string, string>> = {
      "Authorization: Bearer abc123def456": "Authorization: [REDACTED]",
      "Authorization: Basic dXNlcjpwYXNz": "Authorization: [REDACTED]",
      "sent Bearer abc123def456 to it": "sent Bearer [REDACTED] to it",
      [`id ${jwt} end`]: "id [REDACTED] end",
      "key AKIAIOSFODNN7EXAMPLE used": "key [REDACTED] used",
      "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG": "aws_secret_access_key=[REDACTED]",
      "stripe sk_live_4eC39HqLyjWDarjtT1zdp7dc": "stripe [REDACTED]",
      ghp_abcdefghijklmnopqrstuvwxyz0123456789: "[REDACTED]",
      "login user=bob password=hunter2 ok": "login user=bob password=[REDACTED] ok",
      'db.password: "two words", next': "db.password: [REDACTED], next",
      "GET /pay?token=abc&order=7 200": "GET /pay?token=[REDACTED]&order=7 200",
      "postgres://app:s3cret@db:5432/pay": "postgres://app:[REDACTED]@db:5432/pay",
      "-----BEGIN RSA PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY----- x": "[REDACTED] x",
      "-----BEGIN PRIVATE KEY-----\\nMIIE and then the line ends": "[REDACTED]",
    };
    expect(filtered(Object.keys(cases)).map(({ record }) => record.message)).toEqual(Object.values(cases));
  });

  testWith(ruby, "what only looks like one is not touched", () => {
    const lines = [
      "order 4111111111111112 is no card: its check digit is wrong",
      "at 1700000000000 ms, 1700000000000000000 ns, 2026-11-23 22:40:11.123456 and 20261123-224011-123456",
      "order 100000000000008 of customer 9000000000000001",
      "request 41111111-1111-4111-8111-111111111111 trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
      "commit 4111111111111111cafe0123456789abcdef0123",
      "call +4915112345678 or +1 415 555 2671",
      "to DE89 3704 0044 0532 0130 00, GB29 NWBK 6016 1331 9268 19 and PL61109010140000071219812874",
      "password reset requested for user=bob; token bucket is full; 512 tokens: ok",
      "Bearer authentication failed. Basic authentication required",
      "GET /api/v1/accounts/42?page=2 200 17ms 10.30.1.2:8080 https://api.finflow.example:443/x@y",
      "balance 4111.11 EUR, 4,111,111,111,111,111 cents",
      "[1, 2, 3]",
      "42",
      "",
      "{not json",
      "日本語 ünïcödé 💳",
    ];
    expect(filtered(lines).map(({ record }) => record.message)).toEqual(lines);
  });

  testWith(ruby, "a JSON line becomes fields, blanked by name and by content at any depth", () => {
    const line = {
      level: 40,
      msg: "paid with 4111 1111 1111 1111",
      order: 4111,
      card: 4111111111111111,
      userPassword: "hunter2",
      session: {
        accessToken: ["a", "b"],
        csrf_token: null,
        tokens: 512,
        deep: [{ pin: "sk_live_4eC39HqLyjWDarjtT1" }],
      },
      body: JSON.stringify({ password: 'a"b', pan: "4111111111111111", ok: true }),
      "4111111111111111": "as a name",
    };
    const [kept] = filtered([JSON.stringify(line)]);
    expect(kept?.record).toEqual({
      stream: "stdout",
      message: "paid with [REDACTED]",
      level: "warn",
      json: {
        level: 40,
        msg: "paid with [REDACTED]",
        order: 4111,
        card: "[REDACTED]",
        userPassword: "[REDACTED]",
        session: { accessToken: "[REDACTED]", csrf_token: null, tokens: 512, deep: [{ pin: "[REDACTED]" }] },
        body: expect.not.stringMatching(/a\\+"b|4111/),
        "[REDACTED]": "as a name",
      },
    });
    expect(JSON.stringify(kept?.record)).not.toMatch(/hunter2|sk_live|a\\"b/);
  });

  testWith(ruby, "JSON that is none, or not an object, stays the text that it is, and is blanked as one", () => {
    const deep = `${'{"a":'.repeat(40)}1${"}".repeat(40)}`;
    const cases = {
      '{"pan": 4111111111111111': '{"pan": [REDACTED]',
      '["4111111111111111"]': '["[REDACTED]"]',
      '{"a":1} trailing': '{"a":1} trailing',
      [deep]: deep,
    };
    const kept = filtered(Object.keys(cases));
    expect(kept.map(({ record }) => record.message)).toEqual(Object.values(cases));
    expect(kept.map(({ record }) => record.json)).toEqual([undefined, undefined, undefined, undefined]);
  });

  testWith(ruby, "levels are words; one that is none is left out", () => {
    const levels = ["ERROR", "info", 30, 35, "a level with spaces", null, { a: 1 }];
    const kept = filtered(levels.map((level) => JSON.stringify({ level, message: "m" })));
    expect(kept.map(({ record }) => record.level)).toEqual([
      "error",
      "info",
      "info",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  testWith(ruby, "what is too long is cut after it was blanked, so that no half of a card number is left", () => {
    const longest = 32 * 1024;
    for (let before = longest - 20; before <= longest; before++) {
      const message = String(messageOf(`${"x".repeat(before)} 4111111111111111 ${"y".repeat(100)}`));
      expect(message.length).toBeLessThanOrEqual(longest + 1);
      expect(message).not.toMatch(/\d/);
    }
    const [kept] = filtered([JSON.stringify({ message: "m", field: "é".repeat(20_000), more: "z".repeat(300_000) })]);
    expect(kept?.record).toMatchObject({ truncated: true });
    expect(kept?.record.json).toBeUndefined();
  });

  testWith(ruby, "bytes that are no text harm nothing", () => {
    const script = `require "json"; require "fluentd_filter"
      record = Fluent::Plugin::ContainerLogFilter.new.filter("t", 0, { "message" => "\\xff\\xfe 4111111111111111 \\xc3".b })
      print JSON.generate(record)`;
    expect(rubyOf("-e", script)).toBe('{"message":"?? [REDACTED] ?"}');
  });

  testWith(ruby, "time grows with the line and not with its square, whatever the line", () => {
    const units = [
      "4111 ",
      "4",
      "1 ",
      "eyJ-",
      "eyJaaaaaaaaa.",
      "Bearer ",
      'password="',
      'password=\\"',
      "token=",
      "a1",
      "abcdef12-",
      "DE89 ",
      "DE89ABCD",
      "://",
      "://a:b",
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN ",
      "password ",
      "{",
      '{"a":',
      "ghp_",
      "sk_live_",
      "é4111 ",
      "\\",
    ];
    const sizes = [2 ** 15, 2 ** 18];
    const lines = units.flatMap((unit) => sizes.map((size) => unit.repeat(size / unit.length)));
    const kept = filtered(lines);
    for (const [index, unit] of units.entries()) {
      const [small = 0, large = 0] = [kept[2 * index]?.seconds, kept[2 * index + 1]?.seconds];
      // Eight times the line: linear is 8, quadratic 64. Short times are mostly noise.
      expect(large, unit).toBeLessThan(Math.max(0.5, 24 * small));
    }
  });
});

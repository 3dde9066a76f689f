import { rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tester } from "../../tester.ts";
import { containerOf, contractsOf, mountedBelow, runNode, withFolder, write } from "./rig.ts";

/** A service that has one of everything. */
const { environments, platform, diagnostics } = tester.platform(
  tester.specOf({
    services: {
      shop: {
        owner: "crew",
        runtime: "node",
        port: 3000,
        calls: [{ service: "stock", timeout: "200ms", retries: 2 }],
        publishes: [{ topic: "orders", exactlyOnce: true }],
        consumes: [{ topic: "stock.changed", group: "shop-readers" }],
        database: { size: "20Gi", pool: 3 },
        secrets: ["api-key"],
        buckets: [{ name: "price-lists", access: "read" }],
        config: { LOG_LEVEL: "info", PAGE_SIZE: 25, DEBUG: false, RATIO: -0.5, EMPTY: "", constructor: "odd" },
      },
      stock: { owner: "crew", runtime: "go", port: 9000, publishes: ["stock.changed"], consumes: ["orders"] },
    },
    topics: { orders: {}, "stock.changed": {} },
  }),
);
const [prod] = environments;
if (prod === undefined || platform === undefined) throw new Error(JSON.stringify(diagnostics));
const contract = contractsOf({ platform, environments }).get("shop.ts") ?? "";
const container = containerOf(prod, "shop");

const PRINT = `import { loadConfig } from "./shop.ts";
process.stdout.write(JSON.stringify(loadConfig()));
`;
const THROW = `import { ConfigError, loadConfig } from "./shop.ts";
try { loadConfig(); process.exit(3); } catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stdout.write(JSON.stringify(error.problems));
  process.stderr.write(error.message);
}
`;

/** The problems that a changed environment has. */
function problemsOf(
  change: Readonly<Record<string, string | undefined>>,
  files: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  return withFolder(
    [
      ["shop.ts", contract],
      ["main.ts", THROW],
      ["package.json", '{ "type": "module" }'],
    ],
    (folder) => {
      const env: Record<string, string | undefined> = { ...mountedBelow(container, folder), ...change };
      for (const [path, content] of Object.entries(files)) {
        rmSync(join(folder, path));
        if (content !== undefined) write(join(folder, path), content);
      }
      const changed = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const { stdout, stderr, status } = runNode(join(folder, "main.ts"), Object.fromEntries(changed));
      expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
      const problems: string[] = JSON.parse(stdout);
      for (const problem of problems) expect(stderr).toContain(`\n- ${problem}`);
      return problems.map((problem) => problem.replaceAll(folder, ""));
    },
  );
}

describe("a configuration", () => {
  test("is what the objects say, typed", () => {
    withFolder(
      [
        ["shop.ts", contract],
        ["main.ts", PRINT],
        ["package.json", '{ "type": "module" }'],
      ],
      (folder) => {
        const { stdout, stderr } = runNode(join(folder, "main.ts"), mountedBelow(container, folder));
        expect(stderr).toBe("");
        expect(JSON.parse(stdout.replaceAll(folder, ""))).toEqual({
          port: 3000,
          settings: { LOG_LEVEL: "info", PAGE_SIZE: 25, DEBUG: false, RATIO: -0.5, EMPTY: "", constructor: "odd" },
          secrets: { "api-key": { path: "/etc/secrets/api-key" } },
          upstreams: { stock: { url: "http://stock:9000", timeoutMs: 200, retries: 2 } },
          database: {
            host: "host of shop-database",
            readHost: "read-host of shop-database",
            poolHost: "pool-host of shop-database",
            port: 6432,
            dbname: "dbname of shop-database",
            username: "username of shop-database",
            password: { path: "/etc/database/password" },
            ca: { path: "/etc/database/ca.crt" },
            poolSize: 3,
            sslmode: "verify-full",
          },
          buckets: { "price-lists": "shop-prod-price-lists-333333333333" },
          kafka: {
            bootstrapServers: "shop-kafka-bootstrap:9093",
            securityProtocol: "SSL",
            ca: { path: "/etc/kafka/ca.crt" },
            cert: { path: "/etc/kafka/user.crt" },
            key: { path: "/etc/kafka/user.key" },
            transactionalIdPrefix: "shop.",
            groups: { "stock.changed": "shop-readers" },
          },
        });
      },
    );
  });

  test("a secret is read from its file each time, and never part of what is printed", async () => {
    await withFolder([["shop.ts", contract]], async (folder) => {
      const { loadConfig } = await import(pathToFileURL(join(folder, "shop.ts")).href);
      let content = "first";
      const readFile = (path: string) =>
        Buffer.from(path === "/etc/secrets/api-key" ? content : (container.files.get(path) ?? ""));
      const config = loadConfig({ env: container.env, readFile });
      content = "second";
      expect(config.secrets["api-key"].text()).toBe("second");
      expect(config.secrets["api-key"].bytes()).toEqual(Buffer.from("second"));
      expect(JSON.stringify(config)).not.toContain("second");
    });
  });
});

describe("a configuration that cannot be used fails early", () => {
  test("a missing file", () => {
    const [problem = "", ...others] = problemsOf({}, { "/etc/secrets/api-key": undefined });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^API_KEY_FILE: ENOENT.*'\/etc\/secrets\/api-key'/);
  });

  test.each(["", "abc", "0", "65536", "-1", "80.5", " 80", "0x50", "1e3"])("a port that is %j", (port) => {
    expect(problemsOf({ PORT: port })).toEqual(["PORT is not a port from 1 to 65535"]);
  });

  test("everything that is wrong is said at once, without what is in a file", () => {
    const problems = problemsOf(
      {
        LOG_LEVEL: undefined,
        PAGE_SIZE: "many",
        DEBUG: "yes",
        RATIO: "",
        STOCK_URL: "http://stock:9000/path",
        STOCK_RETRIES: undefined,
        DATABASE_SSLMODE: "disable",
        DATABASE_HOST_FILE: undefined,
        PRICE_LISTS_BUCKET: undefined,
        constructor: undefined,
      },
      { "/etc/database/port": "s3cret", "/etc/database/password": "", "/etc/kafka/user.key": undefined },
    );
    expect(problems.map((problem) => problem.replace(/: ENOENT.*/, ": ENOENT")).toSorted()).toEqual(
      [
        "DATABASE_HOST_FILE is not set",
        "DATABASE_PASSWORD_FILE: /etc/database/password is empty",
        "DATABASE_PORT_FILE: what is in /etc/database/port is not a port from 1 to 65535",
        'DATABASE_SSLMODE is not "verify-full"',
        "DEBUG is not true or false",
        "KAFKA_KEY_FILE: ENOENT",
        "LOG_LEVEL is not set",
        "PAGE_SIZE is not a number",
        "PRICE_LISTS_BUCKET is not set",
        "RATIO is not a number",
        "STOCK_RETRIES is not set",
        "STOCK_URL is not a URL of http or https without a path",
        "constructor is not set",
      ].toSorted(),
    );
  });
});

describe("a call", () => {
  const seen: { method: string; url: string; body: string }[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse, attempt: number) => void;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", body });
      answer(request, response, seen.length);
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => server.closeAllConnections());

  /** The upstream of a contract, with the server above behind it. */
  async function called(
    how: typeof answer,
    use: (upstream: { fetch: (path: string, init?: RequestInit) => Promise<Response> }) => Promise<void>,
  ) {
    seen.length = 0;
    answer = how;
    await withFolder([["shop.ts", contract]], async (folder) => {
      const { loadConfig } = await import(pathToFileURL(join(folder, "shop.ts")).href);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { ...container.env, STOCK_URL: url };
      await use(
        loadConfig({ env, readFile: (path: string) => Buffer.from(container.files.get(path) ?? "") }).upstreams.stock,
      );
    });
  }
  const status =
    (...codes: number[]): typeof answer =>
    (_, response, attempt) =>
      response.writeHead(codes[attempt - 1] ?? 500).end("answered");

  test("is repeated as often as the spec says, and gives the answer", () =>
    called(status(503, 502, 200), async ({ fetch }) => {
      const response = await fetch("/items?id=1");
      expect([response.status, await response.text()]).toEqual([200, "answered"]);
      expect(seen).toEqual(Array(3).fill({ method: "GET", url: "/items?id=1", body: "" }));
    }));

  test("gives the last answer when all attempts are used", () =>
    called(status(503, 503, 504, 200), async ({ fetch }) => {
      expect((await fetch("/", { method: "PUT", body: "again" })).status).toBe(504);
      expect(seen).toEqual(Array(3).fill({ method: "PUT", url: "/", body: "again" }));
    }));

  test("is not repeated where that could do something twice, nor for an answer that would stay the same", async () => {
    await called(status(503), async ({ fetch }) => {
      expect((await fetch("/", { method: "POST" })).status).toBe(503);
      expect(seen.length).toBe(1);
    });
    await called(status(500), async ({ fetch }) => {
      expect((await fetch("/")).status).toBe(500);
      expect(seen.length).toBe(1);
    });
  });

  test("ends each attempt after its time, which counts to the end of the body", async () => {
    await called(
      () => {},
      async ({ fetch }) => {
        const start = performance.now();
        await expect(fetch("/")).rejects.toMatchObject({ name: "TimeoutError" });
        expect(seen.length).toBe(3);
        expect(performance.now() - start).toBeGreaterThan(3 * 190);
        expect(performance.now() - start).toBeLessThan(3 * 200 + 2000);
      },
    );
    await called(
      (_, response) => response.writeHead(200).write("begun"),
      async ({ fetch }) => {
        const response = await fetch("/");
        await expect(response.text()).rejects.toMatchObject({ name: "TimeoutError" });
      },
    );
  });

  test("ends at once when its caller gives up", () =>
    called(
      () => {},
      async ({ fetch }) => {
        await expect(fetch("/", { signal: AbortSignal.timeout(50) })).rejects.toThrow();
        expect(seen.length).toBe(1);
      },
    ));

  test.each(["", "@elsewhere.example/", ".elsewhere.example/", ":1/"])("never leaves its host: path %j", (path) =>
    called(status(200), async ({ fetch }) => {
      await expect(fetch(path)).rejects.toThrow("starts with a slash");
      expect(seen).toEqual([]);
    }),
  );

  test("to a path of two slashes goes to the same host", () =>
    called(status(200), async ({ fetch }) => {
      expect((await fetch("//elsewhere.example/")).status).toBe(200);
      expect(seen[0]?.url).toBe("//elsewhere.example/");
    }));
});

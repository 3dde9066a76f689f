import { describe, expect, test } from "vitest";
import { expectDiagnostics, runFrontEnd, spec } from "../model/front-end.ts";

/** A platform of these services; each has a port and a release. */
function platform(services: Readonly<Record<string, string>>, topics = ""): string {
  const lines = Object.entries(services).map(
    ([name, fields]) => `  ${name}: { owner: crew, runtime: go, port: 8080, ${fields} }`,
  );
  const releases = Object.keys(services).map((name) => `${name}: { tag: "1" }`);
  return spec({
    services: `services:\n${lines.join("\n")}`,
    topics,
    releases: `releases: { prod: { ${releases.join(", ")} } }`,
  });
}

describe("graph/readiness-cycle", () => {
  test("of two", () => {
    const text = platform({ a: "calls: [«b»]", b: "calls: [a]" });
    expectDiagnostics(text, {
      code: "graph/readiness-cycle",
      message: "a → b → a wait for each other to be ready.",
    });
    expect(runFrontEnd(text).diagnostics[0]?.related).toMatchObject([
      { message: "and this call", location: { start: { line: 15 } } },
    ]);
  });

  test("the shortest of several, behind a service that is not part of it", () =>
    expectDiagnostics(
      platform({ z: "calls: [a]", a: "calls: [b, «c»]", b: "calls: [d]", c: "calls: [a]", d: "calls: [a]" }),
      {
        code: "graph/readiness-cycle",
        message: "a → c → a wait for each other to be ready.",
      },
    ));

  test("a circle with a call that is not required is none", () => {
    const text = platform({ a: "calls: [b]", b: "calls: [{ service: a, required: false }]" });
    expectDiagnostics(text);
    expect(runFrontEnd(text).graphs.get("prod")?.cycles).toEqual([["a", "b"]]);
  });
});

describe("graph/host-conflict", () => {
  test("the same path", () => {
    const text = platform({
      blog: "expose: { host: www, paths: [/a, /b] }",
      site: "expose: «{ host: www, paths: [/b] }»",
    });
    expectDiagnostics(text, { code: "graph/host-conflict", message: "www.acme.example/b already leads to blog." });
    expect(runFrontEnd(text).diagnostics[0]?.related).toMatchObject([{ message: "blog is exposed here" }]);
  });

  test("the domain itself", () =>
    expectDiagnostics(platform({ blog: 'expose: { host: "@" }', site: 'expose: «{ host: "@" }»' }), {
      code: "graph/host-conflict",
      message: "acme.example/ already leads to blog.",
    }));

  test("a path below another is none: the longer one wins", () =>
    expectDiagnostics(platform({ blog: "expose: { host: www, paths: [/blog] }", site: "expose: { host: www }" })));
});

describe("topics with one end", () => {
  test("graph/unread-topic", () =>
    expectDiagnostics(platform({ a: "publishes: [t]" }, "topics:\n  «t»: {}"), {
      code: "graph/unread-topic",
      message: "Nobody consumes t.",
    }));

  test("graph/unwritten-topic", () =>
    expectDiagnostics(platform({ a: "consumes: [t]" }, "topics:\n  «t»: {}"), {
      code: "graph/unwritten-topic",
      message: "Nobody publishes t.",
    }));

  test("nothing is said while a service is left out because of an error", () =>
    expectDiagnostics(platform({ a: "publishes: [t]", b: "consumes: [t], scale: { min: «0» }" }, "topics: { t: {} }"), {
      code: "schema/invalid-value",
    }));
});

describe("the graph", () => {
  const { graphs } = runFrontEnd(
    platform(
      {
        web: "calls: [shop], expose: { host: www }, metrics: false",
        shop: "calls: [{ service: mail, required: false }], publishes: [t], database: { size: 1Gi }, egress: [pay.example:443], metrics: { port: 9100 }",
        mail: "consumes: [t]",
      },
      "topics: { t: {} }",
    ),
  );
  const graph = graphs.get("prod");

  test("has an edge for each thing that is declared, and those of every service", () => {
    expect(
      graph?.edges.map(({ kind, from, to, port, required }) => `${kind} ${from} ${to} ${port} ${required}`),
    ).toEqual([
      "resolves service:mail dns 53 true",
      "consumes service:mail topic:t 9093 true",
      "scrapes prometheus service:mail 8080 false",
      "resolves service:shop dns 53 true",
      "calls service:shop service:mail 8080 false",
      "publishes service:shop topic:t 9093 true",
      "stores service:shop database:shop 5432 true",
      "egress service:shop host:pay.example:443 443 true",
      "scrapes prometheus service:shop 9100 false",
      "resolves service:web dns 53 true",
      "calls service:web service:shop 8080 true",
      "exposes internet service:web 8080 true",
    ]);
  });

  test("both ends of every edge are nodes, found from either side", () => {
    for (const edge of graph?.edges ?? []) {
      expect(graph?.nodes).toEqual(expect.arrayContaining([edge.from, edge.to]));
      expect(graph?.from(edge.from)).toContain(edge);
      expect(graph?.to(edge.to)).toContain(edge);
    }
  });

  test("callees come first", () => {
    expect(graph?.order).toEqual([["mail"], ["shop"], ["web"]]);
  });
});

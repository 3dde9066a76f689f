import { describe, expect, test } from "vitest";
import { expectDiagnostics, runFrontEnd, spec, withEnvironment } from "./front-end.ts";

const shop = (fields: string, more: Parameters<typeof spec>[0] = {}): string =>
  spec({
    services: `services:
  shop: { owner: crew, runtime: node, port: 8080, ${fields} }
  stock: { owner: crew, runtime: go, port: 9000 }`,
    ...more,
  });

/** The small platform, with `shop` as given and an override of it in `prod`. */
const overridden = (fields: string, override: string): string =>
  shop(fields, { environments: withEnvironment(`    overrides: { services: { shop: ${override} } }`) });

describe("model/unknown-reference", () => {
  test("a service that was renamed, with a call and a release left", () =>
    expectDiagnostics(
      spec({
        services: `services:
  «till»: { owner: crew, runtime: node, port: 8080 }
  stock: { owner: crew, runtime: go, port: 9000, calls: [«shop»] }`,
        releases: 'releases:\n  prod:\n    «shop»: { tag: "1" }\n    stock: { tag: "1" }',
      }),
      { code: "model/missing-release", message: "till has no release in prod." },
      {
        code: "model/unknown-reference",
        message: 'There is no service "shop".',
        help: "Define it, or write one of: stock, till.",
      },
      { code: "model/unknown-reference", message: 'There is no service "shop".' },
    ));

  test("a team", () =>
    expectDiagnostics(spec({ metadata: "metadata: { name: acme, owner: «crwe» }" }), {
      code: "model/unknown-reference",
      message: 'There is no team "crwe".',
      help: 'Did you mean "crew"?',
    }));

  test("a topic where there is none", () =>
    expectDiagnostics(shop("publishes: [«orders»]"), {
      code: "model/unknown-reference",
      message: 'There is no topic "orders".',
      help: "Define the topic first.",
    }));

  test("an environment", () =>
    expectDiagnostics(
      spec({ releases: 'releases:\n  prod: { shop: { tag: "1" }, stock: { tag: "1" } }\n  «prd»: {}' }),
      {
        code: "model/unknown-reference",
        message: 'There is no environment "prd".',
        help: 'Did you mean "prod"?',
      },
    ));

  test("points at the override that names it", () =>
    expectDiagnostics(overridden("calls: [stock]", "{ calls: [stock, «shtock»] }"), {
      code: "model/unknown-reference",
      help: 'Did you mean "stock"?',
    }));

  test("is found once, not once for each environment", () => {
    const second = withEnvironment("").replace("environments:\n  prod", "  test").replace("10.30", "10.31");
    const releases = ["prod", "test"].map((name) => `  ${name}: { shop: { tag: "1" }, stock: { tag: "1" } }`);
    expectDiagnostics(
      shop("calls: [«shtock»]", {
        environments: `${withEnvironment("").trimEnd()}\n${second.trimEnd()}`,
        releases: `releases:\n${releases.join("\n")}`,
      }),
      { code: "model/unknown-reference" },
    );
  });
});

describe("what is told once is not told again by those who refer to it", () => {
  const files = (more: Readonly<Record<string, string>>, services = "") => ({
    "a.yaml": spec({
      include: "include: [b.yaml, c.yaml]",
      services: `services:\n  shop: { owner: crew, runtime: node, port: 8080, calls: [stock] }${services}`,
      environments: withEnvironment("    overrides: { services: { stock: { scale: { min: 3 } } } }"),
      releases: "",
    }),
    "b.yaml": `apiVersion: finflow.io/v1alpha1
kind: Services
services:
  stock: { owner: crew, runtime: go, port: 9000 }`,
    "c.yaml": `apiVersion: finflow.io/v1alpha1
kind: Releases
releases:
  prod:
    shop: { tag: "1" }
    stock: { tag: "1" }`,
    ...more,
  });

  test("all is well without the mistake", () => expectDiagnostics(files({})));

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["a file that is no YAML", { "b.yaml": "services:\n  stock: [«}»" }, "source/syntax"],
    ["a file with an alias", { "b.yaml": "services:\n  stock: «*x»" }, "source/alias"],
    ["releases that are no YAML", { "c.yaml": "releases: { prod: { shop: 1, stock: [«}»" }, "source/syntax"],
    ["an empty file", { "c.yaml": "«»" }, "source/empty"],
    [
      "a refused name",
      {
        "b.yaml":
          "apiVersion: finflow.io/v1alpha1\nkind: Services\nservices:\n  «Stock»: { owner: crew, runtime: go, port: 9000 }",
      },
      "schema/invalid-name",
    ],
    [
      "a reserved name",
      {
        "b.yaml":
          "apiVersion: finflow.io/v1alpha1\nkind: Services\nservices:\n  stock: { owner: crew, runtime: go, port: 9000 }\n  «__proto__»: { owner: crew, runtime: go, port: 9001 }",
      },
      "source/reserved-key",
    ],
    [
      "releases of a mistyped environment",
      {
        "c.yaml":
          'apiVersion: finflow.io/v1alpha1\nkind: Releases\nreleases:\n  «prdo»: { shop: { tag: "1" }, stock: { tag: "1" } }',
      },
      "model/unknown-reference",
    ],
    [
      "a nested include",
      {
        "b.yaml":
          "apiVersion: finflow.io/v1alpha1\nkind: Services\n«include»: [d.yaml]\nservices:\n  stock: { owner: crew, runtime: go, port: 9000, calls: [far] }",
      },
      "source/nested-include",
    ],
  ])("%s", (_name, more, code) => expectDiagnostics(files(more), { code }));

  test("but a name that the broken file does not mention is wrong", () =>
    expectDiagnostics(
      files(
        { "b.yaml": "services:\n  stock: [}" },
        "\n  «till»: { owner: crew, runtime: go, port: 9000, calls: [«shpo»] }",
      ),
      { code: "model/missing-release", message: "till has no release in prod." },
      { code: "model/unknown-reference", help: 'Did you mean "shop"?' },
      { code: "source/syntax" },
    ));
});

test("releases of an unknown environment are found in their own file", () => {
  const { diagnostics } = runFrontEnd({
    "a.yaml": spec({ include: "include: [b.yaml]" }),
    "b.yaml": "apiVersion: finflow.io/v1alpha1\nkind: Releases\nreleases:\n  qa: {}",
  });
  expect(diagnostics).toMatchObject([
    { code: "model/unknown-reference", location: { file: "b.yaml", start: { line: 4, column: 3 } } },
  ]);
});

test("model/self-call", () =>
  expectDiagnostics(shop("calls: [stock, «shop»]"), { code: "model/self-call", message: "shop calls itself." }));

test.each([
  ["calls", "calls: [stock, «{ service: stock, timeout: 2s }»]", "stock"],
  ["secrets", "secrets: [{ name: key }, «key»]", "key"],
  ["egress", "egress: [a.example:443, «a.example:443», a.example:80]", "a.example:443"],
  ["buckets", "buckets: [{ name: out, access: read }, «{ name: out, access: write }»]", "out"],
  ["expose.paths", "expose: { host: shop, paths: [/, /a, «/a»] }", "/a"],
  ["database.extensions", "database: { size: 1Gi, extensions: [pgcrypto, «pgcrypto»] }", "pgcrypto"],
])("model/duplicate-entry in %s", (list, fields, name) =>
  expectDiagnostics(shop(fields), { code: "model/duplicate-entry", message: `"${name}" stands twice in ${list}.` }),
);

describe("model/override-hits-nothing", () => {
  test("a service that does not exist", () =>
    expectDiagnostics(
      spec({ environments: withEnvironment("    overrides: { services: { «shpo»: { scale: { min: 3 } } } }") }),
      {
        code: "model/override-hits-nothing",
        message: "The override of services.shpo meets nothing.",
        help: 'Did you mean "shop"?',
      },
    ));

  test("a topic that does not exist", () =>
    expectDiagnostics(
      spec({ environments: withEnvironment("    overrides: { topics: { «orders»: { partitions: 3 } } }") }),
      {
        code: "model/override-hits-nothing",
        message: "The override of topics.orders meets nothing.",
        help: "Declare it where the service or topic is defined, then override it here.",
      },
    ));

  test("a variable that is not declared", () =>
    expectDiagnostics(overridden("config: { LOG_LEVEL: info }", "{ config: { «LOGLEVEL»: debug } }"), {
      code: "model/override-hits-nothing",
      message: "The override of services.shop.config.LOGLEVEL meets nothing.",
      help: 'Did you mean "LOG_LEVEL"?',
    }));

  test("a part that is not declared, and no complaint about what that part lacks", () =>
    expectDiagnostics(overridden("description: x", "{ «database»: { pool: 3 } }"), {
      code: "model/override-hits-nothing",
      message: "The override of services.shop.database meets nothing.",
    }));

  test("a removal of what is not there", () =>
    expectDiagnostics(overridden("description: x", "{ «slo»: null }"), { code: "model/override-hits-nothing" }));

  test("together with other mistakes of the same overrides", () =>
    expectDiagnostics(
      spec({
        environments: withEnvironment("    overrides: { services: { «shpo»: {}, shop: { scale: { min: «lots» } } } }"),
      }),
      { code: "model/override-hits-nothing" },
      { code: "schema/wrong-type", message: 'environments.prod.overrides.services.shop.scale.min is "lots".' },
    ));
});

describe("model/override-without-effect", () => {
  test("is a warning", () => {
    const text = overridden("scale: { max: 6 }", "{ scale: { max: «6» } }");
    expectDiagnostics(text, {
      code: "model/override-without-effect",
      message: "The override of services.shop.scale.max repeats what already holds: 6.",
    });
    expect(runFrontEnd(text).diagnostics).toMatchObject([{ severity: "warning" }]);
  });

  test("a default may be said again, so that a later default changes nothing here", () =>
    expectDiagnostics(overridden("description: x", "{ scale: { min: 2 } }")));
});

describe("model/missing-release", () => {
  test("points at the service and names the environment", () => {
    const text = spec({
      services:
        "services:\n  shop: { owner: crew, runtime: node, port: 8080 }\n  «stock»: { owner: crew, runtime: go, port: 9000 }",
      releases: 'releases: { prod: { shop: { tag: "1" } } }',
    });
    expectDiagnostics(text, {
      code: "model/missing-release",
      message: "stock has no release in prod.",
      help: "Add releases.prod.stock with the tag, and in production the digest, of a pushed image.",
    });
    expect(runFrontEnd(text).diagnostics[0]?.related).toMatchObject([{ message: "the environment" }]);
  });

  test("is not said of a release that is there and wrong", () =>
    expectDiagnostics(spec({ releases: 'releases: { prod: { shop: { tag: "1" }, stock: { tag: «[]» } } }' }), {
      code: "schema/wrong-type",
    }));

  test("is not said of each service where an environment's releases are empty", () =>
    expectDiagnostics(spec({ releases: "releases:\n  «prod»:" }), {
      code: "schema/wrong-type",
      message: "releases.prod is empty (null).",
    }));
});

describe("model/missing-section", () => {
  const without = (line: RegExp, fields: string, topics = "") =>
    shop(fields, { environments: withEnvironment("").replace("prod:", "«prod»:").replace(line, "").trimEnd(), topics });

  test("database", () =>
    expectDiagnostics(without(/\n {4}database: .*/, "database: { size: 1Gi }"), {
      code: "model/missing-section",
      message: 'Environment prod has no "database", but shop has a database.',
      help: "Add environments.prod.database.",
    }));

  test("kafka", () =>
    expectDiagnostics(without(/\n {4}kafka: .*/, "publishes: [a], consumes: [a]", "topics: { a: {} }"), {
      code: "model/missing-section",
      message: 'Environment prod has no "kafka", but shop uses topics.',
    }));
});

describe("model/reserved-name", () => {
  test.each(["monitoring", "databases", "platform-tools", "kafka"])("service %s", (name) =>
    expectDiagnostics(
      spec({
        services: `services:\n  «${name}»: { owner: crew, runtime: node, port: 8080 }`,
        releases: `releases: { prod: { ${name}: { tag: "1" } } }`,
      }),
      { code: "model/reserved-name", help: "Choose another name." },
    ),
  );

  test("a service that is the default of its namespace", () =>
    expectDiagnostics(
      spec({
        services: "services:\n  «default»: { owner: crew, runtime: node, port: 8080 }",
        releases: 'releases: { prod: { default: { tag: "1" } } }',
      }),
      { code: "model/reserved-name", message: expect.stringContaining("ServiceAccount") },
    ));

  test("a service with the name of another's database", () =>
    expectDiagnostics(
      spec({
        services: `services:
  shop: { owner: crew, runtime: node, port: 8080, database: { size: 1Gi } }
  «shop-db-read»: { owner: crew, runtime: go, port: 9000 }`,
        releases: 'releases: { prod: { shop: { tag: "1" }, shop-db-read: { tag: "1" } } }',
      }),
      { code: "model/reserved-name", message: expect.stringContaining("the database of shop") },
    ));

  test.each(["acme-prod", "observability", "cert-manager", "kube-system"])("FF43: Argo CD in %s", (namespace) =>
    expectDiagnostics(
      spec({ gitops: `gitops: { repository: https://git.example/acme.git, «namespace»: ${namespace} }` }),
      { code: "model/reserved-name", message: expect.stringContaining("AppProject") },
    ),
  );

  test.each(["acme-kafka", "acme-broker-0", "acme-entity-operator"])("a service %s, as Strimzi names its own", (name) =>
    expectDiagnostics(
      spec({
        services: `services:\n  «${name}»: { owner: crew, runtime: node, port: 8080 }`,
        releases: `releases: { prod: { ${name}: { tag: "1" } } }`,
      }),
      { code: "model/reserved-name", message: expect.stringContaining("the Kafka cluster") },
    ),
  );

  test("a service whose name only looks so is fine", () =>
    expectDiagnostics(
      spec({
        services: "services:\n  acme-brokerage: { owner: crew, runtime: node, port: 8080 }",
        releases: 'releases: { prod: { acme-brokerage: { tag: "1" } } }',
      }),
    ));

  test("two topics of one variable", () =>
    expectDiagnostics(
      shop("publishes: [a.b, a-b], consumes: [a.b, a-b]", { topics: "topics: { «a.b»: {}, a-b: {} }" }),
      {
        code: "model/reserved-name",
        message: 'The name "a.b" is taken: the topic a-b has its variable too, KAFKA_GROUP_A_B.',
      },
    ));

  test("a secret that would be told as the brokers are", () =>
    expectDiagnostics(shop("publishes: [a], consumes: [a], secrets: [«kafka-ca»]", { topics: "topics: { a: {} }" }), {
      code: "model/reserved-name",
      message: 'The name "kafka-ca" is taken: the brokers are told by variables that start with KAFKA_.',
    }));

  test.each(["database", "database-host"])("the secret %s beside a database", (name) =>
    expectDiagnostics(shop(`database: { size: 1Gi }, secrets: [«${name}»]`), {
      code: "model/reserved-name",
      message: `The name "${name}" is taken: the connection of the service's database is stored as \`database\` and told by variables that start with DATABASE_.`,
    }),
  );

  test("a bucket that would be told as a consumer group is", () =>
    expectDiagnostics(
      shop(
        "publishes: [a.bucket], consumes: [a.bucket], buckets: [{ name: out, access: read }, { name: «kafka-group-a», access: read }]",
        {
          topics: "topics: { a.bucket: {} }",
        },
      ),
      {
        code: "model/reserved-name",
        message:
          'The name "kafka-group-a" is taken: the consumer groups are told by variables that start with KAFKA_GROUP_.',
      },
    ));

  test("but no other name of a bucket, nor this one where there is no group", () => {
    const buckets = (...names: readonly string[]) =>
      `buckets: [${names.map((name) => `{ name: ${name}, access: read }`).join(", ")}]`;
    expectDiagnostics(shop(buckets("kafka-group-a")));
    const fields = `publishes: [a], consumes: [a], database: { size: 1Gi }, ${buckets("kafka-ca", "database", "database-ca")}`;
    expectDiagnostics(shop(fields, { topics: "topics: { a: {} }" }));
  });

  test("a secret `database` without one is fine", () => expectDiagnostics(shop("secrets: [database]")));
});

test.each([
  ["port", "config: { «PORT»: 80 }", "it is the service's port"],
  ["call", "calls: [stock], config: { «STOCK_URL»: http://x }", "it calls stock"],
  ["secret", "secrets: [api-key], config: { «API_KEY_FILE»: /x }", "it reads the secret api-key of shop-secrets"],
  ["bucket", "buckets: [{ name: out, access: read }], config: { «OUT_BUCKET»: x }", "it uses the bucket out"],
  ["database", "database: { size: 1Gi }, config: { «DATABASE_HOST_FILE»: /x }", "it has a database"],
  ["heap", "config: { «NODE_OPTIONS»: --inspect }", "it keeps the node heap within the memory limit"],
])("model/reserved-variable: %s", (_name, fields, because) =>
  expectDiagnostics(shop(fields), {
    code: "model/reserved-variable",
    help: expect.stringContaining("Remove it from config"),
    message: expect.stringContaining(because),
  }),
);

test.each([
  ["twice", "writable: [/data, «/data»]"],
  ["within another", "writable: [/data, «/data/cache»]"],
  ["around another", "writable: [/data/cache, «/data»]"],
  ["around the secrets", "writable: [«/etc»]"],
  ["within the connection", "writable: [«/etc/database/x»]"],
  ["within the key to the brokers", "writable: [«/etc/kafka/x»]"],
])("model/nested-folder: %s", (_name, fields) => expectDiagnostics(shop(fields), { code: "model/nested-folder" }));

test("writable folders beside each other are fine", () => expectDiagnostics(shop("writable: [/data, /data-2]")));

test.each([
  ["resources: { cpu: 500m, cpuLimit: «400m» }", "Write at least the request in `cpu`, or none."],
  [
    "expose: { host: api, paths: [«/a*»] }",
    "Write a path prefix of plain segments that starts with a slash, such as /api.",
  ],
  [
    "expose: { host: api, paths: [«//a»] }",
    "Write a path prefix of plain segments that starts with a slash, such as /api.",
  ],
  ['config: { A: «"\\u0085"» }', "Write a text without control characters, except tabs and line feeds."],
  ['config: { A: «"a\\0b"» }', "Write a text without control characters, except tabs and line feeds."],
])("schema/invalid-value: %s", (fields, help) =>
  expectDiagnostics(shop(fields), { code: "schema/invalid-value", help }),
);

test("schema/invalid-value: a node group that is larger than it may be", () =>
  expectDiagnostics(spec({ environments: withEnvironment("").replace("min: 3, max: 6", "min: 7, max: «6»") }), {
    code: "schema/invalid-value",
    help: "Write at least `min`.",
  }));

describe("what is resolved", () => {
  test("defaults, quantities and the order of lists", () => {
    const { service } = runFrontEnd(
      shop(
        "resources: { cpu: 0.5, memory: 1Gi }, calls: [stock], egress: [b.example:1, a.example:2], config: { N: 3, Y: true }, metrics: { port: 9100 }",
      ),
    );
    expect(service("prod", "shop")).toMatchObject({
      resources: { cpu: 500, memory: 2 ** 30, ephemeralStorage: 2 ** 28 },
      scale: { min: 2, max: 4, cpu: 70 },
      shutdown: { drain: 15_000, timeout: 30_000 },
      calls: [
        { service: "stock", timeout: 1000, retries: 0, required: true, origin: ["services", "shop", "calls", 0] },
      ],
      egress: [{ host: "a.example", origin: ["services", "shop", "egress", 1] }, { host: "b.example" }],
      config: { N: "3", Y: "true" },
      metrics: { path: "/metrics", port: 9100 },
      release: { tag: "1" },
    });
    expect(service("prod", "stock")).toMatchObject({ metrics: { port: 9000 }, database: undefined });
  });

  test("overrides merge maps, replace lists and remove by null, in their environment only", () => {
    const { service } = runFrontEnd(
      overridden(
        "config: { A: 1, B: 2 }, database: { size: 10Gi, pool: 4, readReplicas: 2 }, writable: [/a, /b], slo: { availability: 99 }",
        "{ config: { A: null, B: 3 }, database: { pool: 5, readReplicas: null }, writable: [/c], slo: null }",
      ),
    );
    expect(service("prod", "shop")).toMatchObject({
      config: { B: "3" },
      database: { size: 10 * 2 ** 30, pool: 5, readReplicas: 0 },
      writable: ["/c"],
    });
    expect(service("prod", "shop").config).not.toHaveProperty("A");
    expect(service("prod", "shop").slo).toBeUndefined();
  });

  test("a platform with an error knows that totals over it mean nothing", () => {
    expect(runFrontEnd(spec()).platform?.complete).toBe(true);
    expect(runFrontEnd(shop("calls: [nobody]")).platform?.complete).toBe(false);
    expect(runFrontEnd(overridden("description: x", "{ slo: null }")).platform?.complete).toBe(false);
  });
});

test("names that every object inherits are names like others", () => {
  const before = Object.getOwnPropertyNames(Object);
  const text = spec({
    environments: withEnvironment("").trimEnd().replace("prod:", "constructor:"),
    teams: "teams: { crew: {}, constructor: {} }",
    services: "services:\n  constructor: { owner: constructor, runtime: node, port: 8080, config: { toString: x } }",
    releases: 'releases: { constructor: { constructor: { tag: "1" } } }',
  });
  expectDiagnostics(text);
  expect(runFrontEnd(text).service("constructor", "constructor").config).toEqual({ toString: "x" });
  expectDiagnostics(
    spec({
      services: "services:\n  «constructor»: { owner: crew, runtime: node, port: 8080 }",
      releases: "releases: { prod: {} }",
    }),
    { code: "model/missing-release" },
  );
  expectDiagnostics(
    spec({
      releases:
        'releases: { prod: { shop: { tag: "1" }, stock: { tag: "1" } }, «constructor»: { «keys»: { tag: "1" } } }',
    }),
    { code: "model/unknown-reference" },
    { code: "model/unknown-reference", message: 'There is no service "keys".' },
  );
  expect(Object.getOwnPropertyNames(Object)).toEqual(before);
});

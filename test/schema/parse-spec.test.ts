import { describe, expect, test } from "vitest";
import { expectDiagnostics, runFrontEnd, spec, withEnvironment } from "../model/front-end.ts";

/** The small platform, with fields added to its service `shop`. */
const shop = (fields: string): string =>
  spec({
    services: `services:
  shop: { owner: crew, runtime: node, port: 8080, ${fields} }
  stock: { owner: crew, runtime: go, port: 9000 }`,
  });

/** The small platform, with a text of its environment replaced. */
const environment = (old: string, replacement: string): string =>
  spec({ environments: withEnvironment("").replace(old, replacement) });

const release = (fields: string): string =>
  spec({ releases: `releases:\n  prod:\n    shop: ${fields}\n    stock: { tag: "1" }` });

test("a valid spec has no diagnostics", () => expectDiagnostics(spec()));

describe("schema/unknown-field", () => {
  test("names the nearest field", () =>
    expectDiagnostics(shop("slo: { «avialability»: 99, availability: 99 }"), {
      code: "schema/unknown-field",
      message: 'services.shop.slo has no field "avialability".',
      help: "Remove it, or write one of: availability, latency.",
    }));

  test("suggests no field that is already there", () =>
    expectDiagnostics(shop("calls: [{ service: stock, «timout»: 2s }]"), {
      code: "schema/unknown-field",
      message: 'services.shop.calls[0] has no field "timout".',
      help: 'Did you mean "timeout"? Fields here: service, timeout, retries, required.',
    }));

  test("together with what is missing", () =>
    expectDiagnostics(
      spec({
        services:
          "services:\n  «shop»: { owner: crew, runtime: node, «prot»: 8080 }\n  stock: { owner: crew, runtime: go, port: 9000 }",
      }),
      { code: "schema/missing-field", message: 'services.shop needs the field "port".' },
      { code: "schema/unknown-field", message: 'services.shop has no field "prot".' },
    ));

  test("a section that this kind of file has not is not looked into", () =>
    expectDiagnostics(
      {
        "a.yaml": spec({ include: "include: [b.yaml]" }),
        "b.yaml": "apiVersion: finflow.io/v1alpha1\nkind: Releases\n«services»: { x: 1 }",
      },
      { code: "schema/unknown-field", message: 'the document has no field "services".' },
    ));
});

describe("schema/missing-field", () => {
  test("says what to write", () =>
    expectDiagnostics(shop("«database»: {}"), {
      code: "schema/missing-field",
      message: 'services.shop.database needs the field "size".',
      help: 'Add "size:" with an amount of storage in whole Ki, Mi, Gi or Ti, such as 100Gi.',
    }));

  test("of an item of a list", () =>
    expectDiagnostics(shop("calls: [«{ timeout: 1s }»]"), {
      code: "schema/missing-field",
      message: 'services.shop.calls[0] needs the field "service".',
    }));

  test("the kind of an included file", () =>
    expectDiagnostics(
      {
        "a.yaml": spec({ include: "include: [b.yaml]" }),
        "b.yaml": "«apiVersion: finflow.io/v1alpha1»\nreleases: { prod: { x: 1 } }",
      },
      { code: "schema/missing-field", help: 'Add "kind:" with Services or Releases.' },
    ));
});

describe("schema/wrong-type", () => {
  const cases: [string, string, string, string][] = [
    [
      "port as text",
      shop('metrics: { port: «"9090"» }'),
      'services.shop.metrics.port is "9090".',
      "Write a port number, such as 8080.",
    ],
    [
      "one value for a list",
      shop("calls: «stock»"),
      'services.shop.calls is "stock".',
      "Write a list, such as [a, b].",
    ],
    [
      "a map for a list",
      shop("calls: «{ stock: 1s }»"),
      "services.shop.calls is a map.",
      "Write a list, such as [a, b].",
    ],
    [
      "a list for a map",
      shop("config: «[LOG_LEVEL=info]»"),
      "services.shop.config is a list.",
      "Write a map, each entry with its name (name: …) indented below it.",
    ],
    [
      "a number without unit",
      shop("health: { startup: «30» }"),
      "services.shop.health.startup is 30.",
      "Write a whole number of ms, s, m, h or d, such as 800ms, 30s or 7d.",
    ],
    [
      "a tag that YAML reads as a number",
      release("{ tag: «1.40» }"),
      "releases.prod.shop.tag is 1.4.",
      "Write an image tag, such as 1.4.2, in quotes.",
    ],
    [
      "an account without quotes",
      environment('"333333333333"', "«333333333333»"),
      "environments.prod.aws.account is 333333333333.",
      'Write an AWS account of 12 digits in quotes, such as "333333333333".',
    ],
    [
      "a percent sign",
      shop("slo: { availability: «99.9%» }"),
      'services.shop.slo.availability is "99.9%".',
      "Write a percentage without a sign, such as 99.9.",
    ],
    [
      "no for false",
      shop("calls: [{ service: stock, required: «no» }]"),
      'services.shop.calls[0].required is "no".',
      "Write true or false.",
    ],
    [
      "neither branch of a union",
      shop("resources: { cpuLimit: «[2]» }"),
      "services.shop.resources.cpuLimit is a list.",
      "Write none, or an amount of CPU, such as 250m or 2.",
    ],
    [
      "true where only false or a map goes",
      shop("metrics: «true»"),
      "services.shop.metrics is true.",
      "Write false, or a map of fields, each indented below it.",
    ],
    [
      "a variable without value",
      shop("config: { «LOG_LEVEL»: }"),
      "services.shop.config.LOG_LEVEL is empty (null).",
      "Write a text, or a number, or true or false.",
    ],
  ];
  test.each(cases)("%s", (_name, text, message, help) =>
    expectDiagnostics(text, { code: "schema/wrong-type", message, help }),
  );

  test("wrong indentation", () =>
    expectDiagnostics(
      spec({
        services: `services:
  shop:
    owner: crew
    runtime: node
    port: 8080
    «scale»:
    «min»: 3
  stock: { owner: crew, runtime: go, port: 9000 }`,
      }),
      {
        code: "schema/wrong-type",
        message: "services.shop.scale is empty (null).",
        help: "Write a map of fields, each indented below it.",
      },
      { code: "schema/unknown-field", message: 'services.shop has no field "min".' },
    ));

  test("a list of services, and nothing that follows from it", () =>
    expectDiagnostics(spec({ services: "services:\n  «- name: shop\n    port: 8080»" }), {
      code: "schema/wrong-type",
      message: "services is a list.",
      help: "Write a map, each entry with its name (name: …) indented below it.",
    }));

  test.each(["hello", "- a", "42"])("a document that is %s", (text) =>
    expectDiagnostics(`«${text}»`, {
      code: "schema/wrong-type",
      help: "Write a map of fields, each indented below it.",
    }),
  );
});

describe("schema/invalid-value", () => {
  const once: [string, string, string][] = [
    ["a fraction", "scale: { max: «2.5» }", "Write a whole number from 1 to 1000."],
    ["a word for a number", "scale: { max: «many» }", "Write a whole number from 1 to 1000."],
    ["a huge number", "scale: { max: «1e300» }", "Write a whole number from 1 to 1000."],
    [
      "a negative port",
      "metrics: { port: «-1» }",
      "Write a port of at least 1024, since the pod runs without privileges, such as 8080.",
    ],
    ["a huge port", "metrics: { port: «1e300» }", "Write a port number, such as 8080."],
    ["a port that is no port", "metrics: { port: «70000» }", "Write a port number, 1024 to 65535."],
    [
      "a wait for nothing",
      "calls: [{ service: stock, timeout: «0s» }]",
      "Write a duration above 0, such as 800ms, 30s or 7d.",
    ],
  ];
  test.each(once)("%s is said once", (_name, fields, help) => expectDiagnostics(shop(fields), { help }));

  test("a platform without environments, whose output would be empty", () =>
    expectDiagnostics(spec({ environments: "environments: «{}»" }), {
      code: "schema/invalid-value",
      message: "environments cannot be an empty map.",
      help: "Write at least one environment.",
    }));

  test("a cluster without nodes", () =>
    expectDiagnostics(environment("{ apps: { instance: m7i.xlarge, min: 3, max: 6 } }", "«{}»"), {
      code: "schema/invalid-value",
      help: "Write at least one node group.",
    }));

  test("too few of them", () =>
    expectDiagnostics(environment("[a, b, c]", "«[a]»"), {
      message: "environments.prod.aws.zones cannot be a list of 1.",
      help: "Write at least two zones, since a load balancer and EKS need them.",
    }));

  const cases: [string, string, string, string][] = [
    [
      "a unit of another system",
      shop("resources: { memory: «512MB» }"),
      'services.shop.resources.memory cannot be "512MB".',
      "Write an amount of memory in whole Ki, Mi, Gi or Ti, such as 512Mi or 2Gi.",
    ],
    [
      "millicores without m",
      shop("resources: { cpu: «250» }"),
      "services.shop.resources.cpu cannot be 250.",
      "Write at most 64 cores, such as 2, or thousandths of a core, such as 250m.",
    ],
    [
      "a misspelt word of a union",
      shop("resources: { cpuLimit: «nnone» }"),
      'services.shop.resources.cpuLimit cannot be "nnone".',
      "Write none, or an amount of CPU, such as 250m or 2.",
    ],
    [
      "a privileged port",
      shop("metrics: { port: «80» }"),
      "services.shop.metrics.port cannot be 80.",
      "Write a port of at least 1024, since the pod runs without privileges, such as 8080.",
    ],
    [
      "a fraction of a second",
      shop("health: { startup: «1.5s» }"),
      'services.shop.health.startup cannot be "1.5s".',
      "Write a whole number of ms, s, m, h or d, such as 800ms, 30s or 7d.",
    ],
    [
      "one hundred percent",
      shop("slo: { availability: «100» }"),
      "services.shop.slo.availability cannot be 100.",
      "Write a percentage above 0 and below 100, such as 99.9.",
    ],
    [
      "a host without port",
      shop("egress: [«api.stripe.com»]"),
      'services.shop.egress[0] cannot be "api.stripe.com".',
      "Write a host name and a port, such as api.stripe.com:443.",
    ],
    [
      "a URL for a host",
      shop('egress: [«"https://api.stripe.com:443"»]'),
      'services.shop.egress[0] cannot be "https://api.stripe.com:443".',
      "Write a host name and a port, such as api.stripe.com:443.",
    ],
    [
      "the wrong branch of a union",
      shop("rollout: { maxSurge: «0» }"),
      "services.shop.rollout.maxSurge cannot be 0.",
      "Write a whole number from 1 to 100.",
    ],
    [
      "a network with bits behind its prefix",
      environment("10.30.0.0/16", "«10.30.1.0/16»"),
      'environments.prod.aws.cidr cannot be "10.30.1.0/16".',
      "Write an IPv4 network whose address is its first, such as 10.30.0.0/16.",
    ],
    [
      "a public network",
      environment("10.30.0.0/16", "«8.8.0.0/16»"),
      'environments.prod.aws.cidr cannot be "8.8.0.0/16".',
      "Write a private /16, such as 10.30.0.0/16.",
    ],
    [
      "a name for a call",
      shop("calls: [«Stock»]"),
      'services.shop.calls[0] cannot be "Stock".',
      "Write a name of lower-case letters, digits and dashes that starts with a letter, such as payments-service.",
    ],
    [
      "a text without end",
      shop(`description: «${"x".repeat(501)}»`),
      `services.shop.description cannot be "${"x".repeat(56)}…".`,
      "Write a text of at most 500 characters.",
    ],
  ];
  test.each(cases)("%s", (_name, text, message, help) =>
    expectDiagnostics(text, { code: "schema/invalid-value", message, help }),
  );

  test("a wrong release leaves the others alone", () =>
    expectDiagnostics(release('{ tag: "1", digest: «latest» }'), {
      code: "schema/invalid-value",
      help: "Write an image digest: sha256: and 64 hexadecimal digits.",
    }));
});

describe("schema/unknown-value", () => {
  test("of a service", () =>
    expectDiagnostics(
      spec({
        services:
          "services:\n  shop: { owner: crew, runtime: «nodejs», port: 8080 }\n  stock: { owner: crew, runtime: go, port: 9000 }",
      }),
      {
        code: "schema/unknown-value",
        message: 'services.shop.runtime cannot be "nodejs".',
        help: 'Did you mean "node"? Write node, java, go, python or static.',
      },
    ));

  test("of numbers", () =>
    expectDiagnostics(environment("brokers: 3", "brokers: 3, controllers: «2»"), {
      code: "schema/unknown-value",
      help: "Write 1, 3 or 5.",
    }));

  test("a kind of file that does not exist; nothing in it is looked into", () =>
    expectDiagnostics(
      {
        "a.yaml": spec({ include: "include: [b.yaml]" }),
        "b.yaml": "apiVersion: finflow.io/v1alpha1\nkind: «Service»\nservices: { x: 1 }",
      },
      {
        code: "schema/unknown-value",
        message: 'kind cannot be "Service".',
        help: 'Did you mean "Services"? Write Services or Releases.',
      },
    ));
});

describe("schema/invalid-name", () => {
  test("of a variable", () =>
    expectDiagnostics(shop("config: { «LOG-LEVEL»: info }"), {
      code: "schema/invalid-name",
      message: '"LOG-LEVEL" cannot be a name in services.shop.config.',
      help: "Write an environment variable of letters, digits and underscores, such as LOG_LEVEL.",
    }));

  test("of a topic", () =>
    expectDiagnostics(spec({ topics: "topics:\n  «Orders_Made»: {}" }), {
      code: "schema/invalid-name",
      help: "Write a topic of lower-case letters and digits with dots and dashes between them, such as payments.settled.",
    }));
});

describe("schema/duplicate-definition", () => {
  test("points at both", () => {
    const files = {
      "a.yaml": spec({ include: "include: [b.yaml]" }),
      "b.yaml":
        "apiVersion: finflow.io/v1alpha1\nkind: Services\nservices:\n  «shop»: { owner: crew, runtime: go, port: 8080 }",
    };
    expectDiagnostics(files, { code: "schema/duplicate-definition", message: 'The service "shop" is defined twice.' });
    const [{ related } = { related: [] }] = runFrontEnd(files).diagnostics;
    expect(related).toMatchObject([{ message: "first defined here", location: { file: "a.yaml" } }]);
  });

  test("of a release, while releases of one environment may be spread over files", () =>
    expectDiagnostics(
      {
        "a.yaml": spec({ include: "include: [b.yaml]", releases: 'releases: { prod: { shop: { tag: "1" } } }' }),
        "b.yaml":
          'apiVersion: finflow.io/v1alpha1\nkind: Releases\nreleases:\n  prod:\n    stock: { tag: "1" }\n    «shop»: { tag: "2" }',
      },
      { code: "schema/duplicate-definition", message: 'The release of "shop" is defined twice.' },
    ));
});

test("a mistake in one service hides nothing about the others", () =>
  expectDiagnostics(
    spec({
      services: `services:
  shop: { owner: crew, runtime: node, port: «eighty», calls: [stock] }
  stock: { owner: crew, runtime: go, port: 9000, calls: [shop, «shpo»] }`,
    }),
    { code: "schema/wrong-type" },
    { code: "model/unknown-reference", help: 'Did you mean "shop"?' },
  ));

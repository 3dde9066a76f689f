import { type Declaration, printTypeScript, stringLiteral } from "../../print/typescript.ts";
import { configTypes } from "./config-types.ts";
import type { Contract } from "./contract-schema.ts";
import { loader } from "./loader.ts";
import { PUBLISHER, READER, UPSTREAM } from "./support.ts";

/** A contract as a TypeScript module that needs Node.js and nothing else. */
export function contractModule(contract: Contract): string {
  const { service, description, topics, upstreams } = contract;
  const published = Object.keys(topics.publishes);
  return printTypeScript([
    {
      kind: "comment",
      comment: [
        `What ${service} and its platform promise each other: what it is given when it starts, and what it answers.`,
        ...(description === undefined ? [] : [description]),
        "The same in all environments. Needs Node.js 20.3 or later and nothing else: copy it into the service.",
      ],
    },
    { kind: "import", from: "node:fs", names: ["readFileSync"] },
    { kind: "import", from: "node:process", names: ["env"] },
    ...configTypes(contract),
    topicNames("PublishedTopic", "The topics that it writes.", published),
    topicNames("ConsumedTopic", "The topics that it reads.", Object.keys(topics.consumes)),
    ...promises(contract),
    loader(contract),
    ...(published.length > 0 ? [PUBLISHER] : []),
    ...(Object.keys(upstreams).length > 0 ? [UPSTREAM] : []),
    READER,
  ]);
}

const topicNames = (name: string, comment: string, topics: readonly string[]): Declaration => ({
  kind: "type",
  name,
  comment: [`${comment} The brokers refuse any other.`],
  type: topics.map(stringLiteral).join(" | ") || "never",
});

/** What the platform expects of the process. */
function promises({ health, metrics, shutdown }: Contract): readonly Declaration[] {
  return [
    {
      kind: "constant",
      name: "health",
      comment: ["Where it has to answer 200: at ready when it can take requests, at live while the process works."],
      value: `{ ready: ${listOf(health.ready)}, live: ${listOf(health.live)} } as const`,
    },
    {
      kind: "constant",
      name: "metrics",
      comment: ["Where it has to serve metrics for Prometheus; without a port where it serves HTTP."],
      type: "readonly { readonly path: string; readonly port?: number }[]",
      value: `[${metrics
        .map(({ path, port }) => `{ path: ${stringLiteral(path)}${port === undefined ? "" : `, port: ${port}`} }`)
        .join(", ")}]`,
    },
    {
      kind: "constant",
      name: "shutdown",
      comment: ["How long it may take from the stop signal to its end, in milliseconds."],
      value: `{ timeoutMs: ${shutdown.timeoutMs} } as const`,
    },
  ];
}

const listOf = (texts: readonly string[]): string => `[${texts.map(stringLiteral).join(", ")}]`;

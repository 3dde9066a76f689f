import { z } from "zod";

const variable = z
  .strictObject({
    variable: z.string().describe("The environment variable."),
    type: z
      .enum(["text", "number", "integer", "port", "boolean", "url", "file"])
      .describe("What the value is; `file` is the path of a file that is read again whenever it is needed."),
    const: z.string().optional().describe("The only value that it may have."),
    in: z
      .literal("file")
      .optional()
      .describe(
        "The variable holds the path of a file, and the file holds the value. Left out: the variable holds it.",
      ),
    optional: z.literal(true).optional().describe("Not every environment sets it."),
    description: z.string().optional().describe("What it is."),
  })
  .describe("One value that the platform tells a service.");

const variables = z.record(z.string(), variable);

const group = z.strictObject({
  description: z.string().optional().describe("What it is about, as the spec says."),
  optional: z.literal(true).optional().describe("Not every environment has it; then none of its variables is set."),
  variables: variables.describe("By the name of the field in a program."),
});

const topic = {
  description: z.string().optional().describe("What its messages say."),
  optional: z.literal(true).optional().describe("Not in every environment."),
};

/** What a service agrees with the platform, the same in all environments. */
export const contract = z
  .strictObject({
    $schema: z.string(),
    service: z.string().describe("The service."),
    description: z.string().optional().describe("What it is for."),
    port: variable.describe("The port on which it serves HTTP."),
    health: z
      .strictObject({
        ready: z.array(z.string()).describe("Paths that answer 200 when it can take requests."),
        live: z.array(z.string()).describe("Paths that answer 200 while the process works."),
      })
      .describe("One path each, or more where environments ask at different ones."),
    metrics: z
      .array(
        z.strictObject({
          path: z.string(),
          port: z.int().optional().describe("Left out: the port on which it serves HTTP."),
        }),
      )
      .describe("Where Prometheus scrapes it; more than one where environments differ."),
    shutdown: z.strictObject({
      timeoutMs: z.int().describe("Longest time from the stop signal to the end of the process, in milliseconds."),
    }),
    settings: variables.describe("What its owner configures, by variable."),
    secrets: variables.describe("Files with its secrets, by secret."),
    upstreams: z.record(z.string(), group).describe("Services that it calls."),
    database: group.optional().describe("Its PostgreSQL database."),
    buckets: variables.describe("Full names of its S3 buckets, by bucket."),
    kafka: group.optional().describe("How it reaches the brokers."),
    topics: z.strictObject({
      publishes: z
        .record(z.string(), z.strictObject({ ...topic, exactlyOnce: z.boolean() }))
        .describe("Topics that it writes, and whether by a transactional producer."),
      consumes: z
        .record(z.string(), z.strictObject({ ...topic, group: variable }))
        .describe("Topics that it reads, each in a consumer group."),
    }),
  })
  .describe("What a service of the platform is given when it starts, and what it has to answer.");

export type Variable = z.output<typeof variable>;
export type Group = z.output<typeof group>;
export type Contract = z.output<typeof contract>;

/** Draft 7, as the schema of the spec. */
export const contractSchema = (): object => z.toJSONSchema(contract, { target: "draft-7" });

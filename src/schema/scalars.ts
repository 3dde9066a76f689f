import { z } from "zod";
import { isCarriedByKustomize } from "../catalog/kustomize-limits.ts";
import { containsCidr, PRIVATE_RANGES, parseCidr } from "./cidr.ts";
import { parseSchedule } from "./cron.ts";
import { parseCpu, parseDuration, parseMemory } from "./quantity.ts";

/**
 * Scalars of the spec. The error text of each is what should stand there ("an amount of memory, such as 512Mi"):
 * `issues.ts` builds the sentence around it.
 */
export const text = (pattern: RegExp, expected: string) =>
  z
    .string({ error: ({ input }) => (lacksQuotes(input, pattern) ? withQuotes(expected) : expected) })
    .regex(pattern, { error: expected });

/** Whether quotes are all that is missing: YAML reads `1.40` as the number 1.4. */
const lacksQuotes = (input: unknown, pattern: RegExp): boolean =>
  (typeof input === "number" || typeof input === "boolean") && pattern.test(String(input));

const withQuotes = (expected: string): string => (expected.includes("in quotes") ? expected : `${expected}, in quotes`);

const matching = (pattern: RegExp, maximum: number, expected: string) =>
  text(pattern, expected).max(maximum, { error: `${expected}, of at most ${maximum} characters` });

const converted = <T>(parse: (text: string) => T | undefined, pattern: RegExp, expected: string) =>
  z
    .string({ error: expected })
    .regex(pattern, { error: expected, abort: true })
    .transform((text, context): T => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: "custom", message: expected });
      return z.NEVER;
    });

/**
 * Any text of people, without control characters beyond tab and line feed: environment variables cannot hold NUL, and
 * kustomize changes or refuses the others (`catalog/kustomize-limits.ts`).
 */
export const freeText = (maximum: number) =>
  z
    .string({ error: "a text" })
    .max(maximum, { error: `a text of at most ${maximum} characters` })
    .refine((value) => isCarriedByKustomize(value) && !CONTROL_CHARACTERS.test(value), {
      error: "a text without control characters, except tabs and line feeds",
    });

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f]/;

/** Names become parts of Kubernetes, DNS and AWS names; 40 characters leave room for what we append within 63. */
export const name = matching(
  /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
  40,
  "a name of lower-case letters, digits and dashes that starts with a letter, such as payments-service",
);

/** Short names are prefixes of ALB names (32 characters) and S3 buckets (63). */
export const shortName = matching(
  /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
  20,
  "a short name of lower-case letters, digits and dashes that starts with a letter, such as finflow",
);

/** Without dashes, so that `<platform>-<environment>-<unit>` can be read in one way only. */
export const environmentName = matching(
  /^(?!bootstrap$)[a-z][a-z0-9]*$/,
  12,
  "an environment's name of lower-case letters and digits other than bootstrap, such as prod",
);

/** Kafka topic names that are Kubernetes object names too. @see https://strimzi.io/docs KafkaTopic */
export const topicName = matching(
  /^[a-z0-9](?:-*[a-z0-9])*(?:\.[a-z0-9](?:-*[a-z0-9])*)*$/,
  200,
  "a topic of lower-case letters and digits with dots and dashes between them, such as payments.settled",
);

export const secretName = matching(
  /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/,
  60,
  "a secret's name of lower-case letters, digits and dashes, such as stripe-api-key",
);

export const environmentVariable = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  100,
  "an environment variable of letters, digits and underscores, such as LOG_LEVEL",
);

export const httpPath = matching(
  /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*$/,
  200,
  "an HTTP path that starts with a slash, such as /ready",
);

/** Prefixes that a load balancer compares segment by segment, so without empty segments and wildcards. */
export const pathPrefix = matching(
  /^(?:\/|(?:\/[A-Za-z0-9\-._~]+)+\/?)$/,
  200,
  "a path prefix of plain segments that starts with a slash, such as /api",
);

export const folderPath = matching(
  /^(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/,
  200,
  "an absolute path without dot segments, such as /var/cache/app",
);

export const domain = matching(
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  200,
  "a domain name in lower case, such as finflow.example",
);

/** Of the addresses that mail servers take, those that people have. */
export const email = matching(
  /^[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  254,
  "an e-mail address, such as platform-team@finflow.example",
);

/** One complaint for each number: what is not whole, or misses one bound, is not held against the other bound too. */
export const count = (minimum: number, maximum: number) => {
  const error = `a whole number from ${minimum} to ${maximum}`;
  return z.int({ error, abort: true }).min(minimum, { error, abort: true }).max(maximum, { error });
};

/** Pods run without NET_BIND_SERVICE as a user without privileges, so they cannot listen below 1024 (FF33). */
export const containerPort = z
  .int({ error: "a port number, such as 8080", abort: true })
  .min(1024, { error: "a port of at least 1024, since the pod runs without privileges, such as 8080", abort: true })
  .max(65_535, { error: "a port number, 1024 to 65535" });

/** A map of which nothing would be built if it were empty. */
export const atLeastOne = <T extends z.ZodRecord>(record: T, entry: string) =>
  record.refine((entries) => Object.keys(entries).length > 0, { error: `at least one ${entry}` });

export const gitRevision = text(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/, "a branch, tag or commit");

/** More than any one replica needs; `cpu: 250`, written for 250m, lies far beyond it. */
const MOST_CPU = 64_000;

/** Millicores. */
export const cpu = z.preprocess(
  (value) => (typeof value === "number" ? String(value) : value),
  converted(parseCpu, /^\d+(?:m|\.\d+)?$/, "an amount of CPU, such as 250m or 2").refine(
    (millicores) => millicores <= MOST_CPU,
    {
      error: "at most 64 cores, such as 2, or thousandths of a core, such as 250m",
    },
  ),
);

/** Bytes. */
export const memory = converted(
  parseMemory,
  /^\d+(?:Ki|Mi|Gi|Ti)$/,
  "an amount of memory in whole Ki, Mi, Gi or Ti, such as 512Mi or 2Gi",
);

/** Bytes. */
export const storage = converted(
  parseMemory,
  /^\d+(?:Ki|Mi|Gi|Ti)$/,
  "an amount of storage in whole Ki, Mi, Gi or Ti, such as 100Gi",
);

/** Milliseconds. */
export const duration = converted(
  parseDuration,
  /^\d+(?:ms|s|m|h|d)$/,
  "a whole number of ms, s, m, h or d, such as 800ms, 30s or 7d",
);

/** Milliseconds, of something that lasts. */
export const period = duration.refine((milliseconds) => milliseconds > 0, {
  error: "a duration above 0, such as 800ms, 30s or 7d",
});

export const cidr = converted(
  parseCidr,
  /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/,
  "an IPv4 network whose address is its first, such as 10.30.0.0/16",
);

/** The address range of a VPC: private (RFC 1918) and a /16, which the subnet plan of `model/network.ts` divides. */
export const vpcCidr = cidr.refine(
  (block) => block.prefix === 16 && PRIVATE_RANGES.some((range) => containsCidr(range, block)),
  { error: "a private /16, such as 10.30.0.0/16" },
);

/** Percent, as people say it: 99.95. */
export const percentage = z
  .number({ error: "a percentage without a sign, such as 99.9" })
  .gt(0, { error: "a percentage above 0 and below 100, such as 99.9" })
  .lt(100, { error: "a percentage above 0 and below 100, such as 99.9" });

/** Five fields, as Kubernetes CronJobs take them. */
export const schedule = matching(
  /^(?:[\d*/,A-Za-z-]+ ){4}[\d*/,A-Za-z-]+$/,
  100,
  'a cron schedule of five fields, such as "15 2 * * *"',
).refine((text) => parseSchedule(text) !== undefined, {
  error: 'a cron schedule of five fields that comes due, such as "15 2 * * *"',
});

const HOST_AND_PORT = /^((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}):(\d{1,5})$/;

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** A host outside the platform, with its port. */
export const hostAndPort = converted(
  (text): HostAndPort | undefined => {
    const [, host = "", digits = "0"] = HOST_AND_PORT.exec(text) ?? [];
    const number = Number(digits);
    return number >= 1 && number <= 65_535 ? { host, port: number } : undefined;
  },
  HOST_AND_PORT,
  "a host name and a port, such as api.stripe.com:443",
);

/**
 * Parts of a contract's module that are the same for every service, each in the modules that need it. They stay in the
 * module, which is then one file that a service copies, without anything to install or to keep in step. Without
 * template literals, so that each text below is what is written. The tests compile and run them.
 */

/** Reads variables and files, and collects what is wrong. */
export const READER = String.raw`/** Where a configuration comes from. */
export interface Source {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => Buffer;
}

/** A file that is replaced in place when its content is rotated: read it each time it is needed. */
export interface MountedFile {
  readonly path: string;
  readonly text: () => string;
  readonly bytes: () => Buffer;
}

/** Everything that is wrong with a configuration, at once. No problem tells what a file contains. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(["the configuration cannot be used:", ...problems].join("\n- "));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** A value as it was found; undefined where it was not, which is told already. */
interface Given {
  readonly from: string;
  readonly text: string | undefined;
}

/** Returns something in place of a value that is wrong: nobody sees it, since each problem ends in an error. */
function readerOf({ env, readFile }: Source) {
  const problems: string[] = [];

  const variable = (name: string): Given => {
    const text = env[name];
    if (typeof text !== "string") problems.push(name + " is not set");
    return { from: name, text: typeof text === "string" ? text : undefined };
  };

  const file = (name: string): MountedFile => {
    const path = variable(name).text;
    const bytes = () => readFile(path ?? "");
    try {
      if (path !== undefined && bytes().length === 0) problems.push(name + ": " + path + " is empty");
    } catch (error) {
      problems.push(name + ": " + (error instanceof Error ? error.message : String(error)));
    }
    return { path: path ?? "", bytes, text: () => bytes().toString("utf8") };
  };

  const content = (name: string): Given => {
    const before = problems.length;
    const { path, text } = file(name);
    return { from: name + ": what is in " + path, text: problems.length === before ? text() : undefined };
  };

  const parsed = <T>({ from, text }: Given, expected: string, parse: (text: string) => T | undefined): T => {
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) problems.push(from + " is not " + expected);
    return value as T;
  };

  const whole = (given: Given, expected: string, least: number, most: number): number =>
    parsed(given, expected, (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    });

  return {
    problems,
    variable,
    content,
    file,
    text: (given: Given): string => parsed(given, "a text", (text) => text),
    only: <T extends string>(given: Given, value: T): T =>
      parsed(given, JSON.stringify(value), (text) => (text === value ? value : undefined)),
    number: (given: Given): number =>
      parsed(given, "a number", (text) =>
        /^[-+.\de]+$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined,
      ),
    integer: (given: Given): number => whole(given, "a whole number", 0, Number.MAX_SAFE_INTEGER),
    port: (given: Given): number => whole(given, "a port from 1 to 65535", 1, 65_535),
    boolean: (given: Given): boolean =>
      parsed(given, "true or false", (text) => (text === "true" || text === "false" ? text === "true" : undefined)),
    url: (given: Given): string =>
      parsed(given, "a URL of http or https without a path", (text) =>
        /^https?:\/\/[^/?#@\s]+$/.test(text) && URL.canParse(text) ? text : undefined,
      ),
    optional: <T>(names: readonly string[], read: () => T): T | undefined =>
      names.some((name) => typeof env[name] === "string") ? read() : undefined,
  };
}`;

/** A client of the services that are called. */
export const UPSTREAM = `/** A service that is called, with the time that a call may take; the time of callers is budgeted against it. */
export interface Upstream {
  /** Scheme, host and port, without a slash at the end. */
  readonly url: string;
  /** Longest wait for one attempt, to the end of the body, in milliseconds. */
  readonly timeoutMs: number;
  /** Further attempts after a failed one. */
  readonly retries: number;
  /**
   * The runtime's own fetch within that time. What got no answer, or 502, 503 or 504, is repeated at once, if the method
   * is idempotent (RFC 9110, section 9.2.2) and the body can be sent again. The last answer is returned, whatever it is.
   *
   * @param path starts with a slash
   */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);
const TRANSIENT: ReadonlySet<number> = new Set([502, 503, 504]);

function upstream(target: Omit<Upstream, "fetch">): Upstream {
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    // Otherwise it could name another host.
    if (!path.startsWith("/")) throw new TypeError("the path of a call starts with a slash");
    const method = (init.method ?? "GET").toUpperCase();
    const isRepeatable = IDEMPOTENT.has(method) && !(init.body instanceof ReadableStream);
    for (let left = isRepeatable ? target.retries : 0; ; left--) {
      const timeout = AbortSignal.timeout(target.timeoutMs);
      const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
      try {
        const response = await fetch(target.url + path, { ...init, signal });
        if (left === 0 || !TRANSIENT.has(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (left === 0 || init.signal?.aborted) throw error;
      }
    }
  };
  return { ...target, fetch: call };
}`;

/** A producer that takes the declared topics only. */
export const PUBLISHER = `/**
 * The function with which a client sends, for the topics that the service declares: any other does not compile.
 *
 * @param send takes a message that names its topic, and passes it to the client's producer
 */
export function publisher<Message extends { readonly topic: string }, Sent>(
  send: (message: Message) => Sent,
): (message: Message & { readonly topic: PublishedTopic }) => Sent {
  return send;
}`;

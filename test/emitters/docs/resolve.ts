import { type Command, OUTPUT } from "./shell.ts";
import type { World } from "./world.ts";

/** Why a command names something that is not there, or nothing. Programs and verbs that are not listed are unknown: closed world. */
export function problemOf(world: World, command: Command): string | undefined {
  const [program = "", ...args] = command;
  if (OUTSIDE.has(program) || program === OUTPUT) return undefined;
  const judge = program.startsWith("generated/scripts/") ? script : PROGRAMS[program];
  return judge === undefined ? `unknown program ${program}` : judge(world, args, program);
}

type Judge = (world: World, args: readonly string[], program: string) => string | undefined;

/** Programs that touch nothing of ours. */
const OUTSIDE = new Set(["date", "eval", "export", "grep", "head", "sort", "tail"]);

const isAny = (value: string): boolean => value.includes(OUTPUT);

/** Options with a value, and the rest in order. `--name=value` and `--name value` alike. */
function split(args: readonly string[], flags: ReadonlySet<string>) {
  const options: (readonly [string, string])[] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (!arg.startsWith("-")) rest.push(arg);
    else if (arg.includes("=")) options.push([arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)]);
    else if (flags.has(arg)) options.push([arg, ""]);
    else options.push([arg, args[++index] ?? ""]);
  }
  return { options, rest, optionOf: (...names: string[]) => options.find(([name]) => names.includes(name))?.[1] };
}

const KUBECTL_FLAGS = new Set([
  "-A",
  "--all-containers",
  "--all-pods",
  "--containers",
  "--delete-emptydir-data",
  "--ignore-daemonsets",
  "--overwrite",
  "--prefix",
  "--previous",
  "--recursive",
  "--server-side",
  "--show-labels",
]);

/** Kinds as kubectl's arguments name them. */
const KINDS: Readonly<Record<string, string>> = {
  "backups.postgresql.cnpg.io": "Backup",
  certificate: "Certificate",
  configmap: "ConfigMap",
  "cluster.postgresql.cnpg.io": "Cluster",
  "clusters.postgresql.cnpg.io": "Cluster",
  cronjob: "CronJob",
  cronjobs: "CronJob",
  deployment: "Deployment",
  deployments: "Deployment",
  elasticsearch: "Elasticsearch",
  externalsecret: "ExternalSecret",
  externalsecrets: "ExternalSecret",
  hpa: "HorizontalPodAutoscaler",
  job: "Job",
  jobs: "Job",
  kafka: "Kafka",
  "kafkas.kafka.strimzi.io": "Kafka",
  kafkatopics: "KafkaTopic",
  networkpolicy: "NetworkPolicy",
  pdb: "PodDisruptionBudget",
  resourcequota: "ResourceQuota",
  "scheduledbackups.postgresql.cnpg.io": "ScheduledBackup",
  secret: "Secret",
  secretstore: "SecretStore",
  service: "Service",
  servicemonitor: "ServiceMonitor",
  statefulset: "StatefulSet",
  strimzipodsets: "StrimziPodSet",
};

/** Kinds of which a cluster has some whatever is emitted. */
const ALWAYS = new Set(["events", "node", "nodes", "pod", "pods", "pvc"]);

const KUBECTL_VERBS = new Set(
  "annotate apply create delete describe diff drain get logs patch port-forward rollout scale top wait".split(" "),
);

/** Verbs with a second word. */
const SUBVERBS: Readonly<Record<string, readonly string[]>> = {
  create: ["job"],
  rollout: ["history", "restart", "status", "undo"],
  top: ["nodes", "pods"],
};

const kubectl: Judge = (world, args) => {
  const { options, rest, optionOf } = split(args, KUBECTL_FLAGS);
  const [verb = "", ...words] = rest;
  if (!KUBECTL_VERBS.has(verb)) return `unknown verb ${verb}`;
  const subverb = SUBVERBS[verb] ? words.shift() : undefined;
  if (subverb !== undefined && !SUBVERBS[verb]?.includes(subverb)) return `unknown verb ${verb} ${subverb}`;
  const folder = optionOf("-k");
  // Argo CD's own cluster is none of the environments'.
  if (folder !== undefined) return world.folders(folder) ? undefined : `no folder ${folder}`;
  if (optionOf("--context") !== world.context) return `context ${optionOf("--context")}`;
  const namespace = optionOf("-n") ?? "";
  if (namespace !== "" && !isAny(namespace) && !world.namespaces.has(namespace)) return `no namespace ${namespace}`;
  const source = optionOf("--from");
  const named = [
    ...(source === undefined ? [] : [source]),
    ...(verb === "create" || verb === "top" ? [] : objectsOf(verb, words)),
  ];
  const missing = named.find((name) => !has(world, namespace, name));
  if (missing !== undefined) return `no ${missing} in ${namespace}`;
  const selector = optionOf("-l");
  return selector === undefined || selects(world, namespace, selector)
    ? undefined
    : `nothing has ${selector} in ${namespace} (${options.length} options)`;
};

/** `kind/name`, or `kind/` where no name is said. */
function objectsOf(verb: string, words: readonly string[]): readonly string[] {
  const [first = "", ...names] = words;
  if (first.includes("/")) return [first];
  if (verb === "logs") return first === "" ? [] : [`pod/${first}`];
  if (verb === "drain") return [`node/${first}`];
  const ports = verb === "annotate" ? names.filter((name) => !name.includes("=")) : names;
  return first
    .split(",")
    .flatMap((kind) => (ports.length === 0 ? [`${kind}/`] : ports.map((name) => `${kind}/${name}`)));
}

function has(world: World, namespace: string, object: string): boolean {
  const [kind = "", name = ""] = [object.slice(0, object.indexOf("/")), object.slice(object.indexOf("/") + 1)];
  if (ALWAYS.has(kind)) return name === "" || isAny(name);
  const known = KINDS[kind];
  if (known === undefined) return false;
  if (name !== "" && !isAny(name) && namespace !== "" && !isAny(namespace)) {
    return world.objects.has(`${known}/${namespace}/${name}`);
  }
  const start = `${known}/${namespace === "" || isAny(namespace) ? "" : `${namespace}/`}`;
  return [...world.objects].some((id) => id.startsWith(start));
}

/** Whether pods or objects of theirs have the labels. */
function selects(world: World, namespace: string, selector: string): boolean {
  const set = /^(\S+) in \(([^)]+)\)$/.exec(selector);
  const wanted = set
    ? (set[2] ?? "").split(",").map((value) => [[set[1] ?? "", value]])
    : [selector.split(",").map((pair) => pair.split("="))];
  return wanted.every((pairs) =>
    world.pods.some(
      ({ namespace: where, labels }) =>
        (namespace === "" || isAny(namespace) || where === namespace) &&
        pairs.every(([label = "", value = ""]) => isAny(value) || labels[label] === value),
    ),
  );
}

const argocd: Judge = (world, args) => {
  const { rest, optionOf } = split(args, new Set(["--auto-prune", "--health", "--self-heal", "--sync"]));
  const [subject, verb = "", ...names] = rest;
  if (subject !== "app" || !["diff", "get", "list", "set", "sync", "wait"].includes(verb))
    return `unknown verb ${verb}`;
  const project = optionOf("--project");
  if (verb === "list") return project && world.projects.has(project) ? undefined : `no project ${project}`;
  const missing = names.find((name) => !world.applications.has(name));
  return names.length === 1 && missing === undefined ? undefined : `no Application ${missing}`;
};

const terraform: Judge = (world, args) => {
  const { options, rest, optionOf } = split(args, new Set(["-raw", "-reconfigure"]));
  const [verb = "", ...words] = rest;
  if (optionOf("-chdir") !== "terraform") return "not in terraform/";
  const isFile = (path: string | undefined) => path !== undefined && world.hasPath(`terraform/${path}`);
  const backend = optionOf("-backend-config");
  const values = optionOf("-var-file");
  const own = `environments/${world.environment}.`;
  if (verb === "init") return isFile(backend) && backend?.startsWith(own) ? undefined : `no file ${backend}`;
  if (verb === "output") return world.outputs.has(words[0] ?? "") ? undefined : `no output ${words[0]}`;
  const state = verb === "state";
  if (state && words.shift() !== "rm") return "unknown verb of state";
  if (!state && !["apply", "import", "plan"].includes(verb)) return `unknown verb ${verb}`;
  if (!state && !(isFile(values) && values?.startsWith(own))) return `no values ${values}`;
  const addresses = [
    ...options.filter(([name]) => name === "-replace").map(([, address]) => address),
    ...(state || verb === "import" ? words.slice(0, 1) : []),
  ];
  const missing = addresses.find((address) => !world.addresses.has(address));
  if (missing !== undefined) return `no ${missing}`;
  return verb !== "import" || world.instances.has(words[1] ?? "") ? undefined : `no instance ${words[1]}`;
};

const AWS_FLAGS = new Set([
  "--apply-immediately",
  "--copy-tags-to-snapshot",
  "--multi-az",
  "--no-multi-az",
  "--no-publicly-accessible",
  "--recursive",
]);

/** Options that name something of ours, and whether it is there. Of a restore, what was made just before is, too. */
const AWS_NAMES: Readonly<Record<string, (world: World, value: string) => boolean>> = {
  "--region": (world, value) => value === world.region,
  "--cluster-name": (world, value) => value === world.cluster,
  "--name": (world, value) => value === world.cluster,
  "--alias": (world, value) => value === world.context,
  "--db-instance-identifier": isInstance,
  "--new-db-instance-identifier": isInstance,
  "--source-db-instance-identifier": isInstance,
  "--target-db-instance-identifier": isInstance,
  "--source-identifier": isInstance,
  "--secret-id": (world, value) => world.secretIds.has(value),
  "--repository-name": (world, value) => world.repositories.has(value),
  "--filters": (world, value) => {
    const [, prefix = "?"] = /^Key=name,Values=(.+)$/.exec(value) ?? [];
    return [...world.secretIds].some((id) => id.startsWith(prefix));
  },
};

function isInstance(world: World, value: string): boolean {
  return world.instances.has(value.replace(/-(?:new|old)$/, ""));
}

const AWS_COMMANDS = new Set([
  "ecr describe-images",
  "eks describe-cluster",
  "eks list-insights",
  "eks list-nodegroups",
  "eks update-kubeconfig",
  "eks update-nodegroup-config",
  "eks update-nodegroup-version",
  "rds describe-db-instances",
  "rds describe-events",
  "rds describe-pending-maintenance-actions",
  "rds modify-db-instance",
  "rds restore-db-instance-to-point-in-time",
  "rds wait",
  "s3 ls",
  "secretsmanager list-secrets",
  "secretsmanager put-secret-value",
  "sts get-caller-identity",
]);

const aws: Judge = (world, args) => {
  const { options, rest } = split(args, AWS_FLAGS);
  const [service, verb, ...words] = rest;
  if (!AWS_COMMANDS.has(`${service} ${verb}`)) return `unknown command ${service} ${verb}`;
  const wrong = options.find(([name, value]) => AWS_NAMES[name] && !isAny(value) && !AWS_NAMES[name](world, value));
  if (wrong !== undefined) return `no ${wrong.join(" ")}`;
  if (verb !== "ls") return undefined;
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(words[0] ?? "") ?? [];
  return world.buckets.has(bucket) && world.prefixes.includes(prefix) ? undefined : `no ${words[0]}`;
};

const SCRIPTS = ["backup", "deploy", "monitoring-setup", "restore", "setup"];

/** The options of scripts, and what the value of each may be. */
const SCRIPT_VALUES: Readonly<Record<string, (world: World, value: string) => boolean>> = {
  "--context": (world, value) => value === world.context,
  "--dry-run": (_, value) => value === "",
  "--env": (world, value) => value === world.environment,
  "--list": (_, value) => value === "",
  "--into": (_, value) => ["live", "scratch"].includes(value),
  "--service": (world, value) => world.prefixes.includes(`databases/${value}/`),
};

/** Where the scripts are emitted, each option has to be one that they read. */
function script(world: World, args: readonly string[], program: string): string | undefined {
  if (!SCRIPTS.some((name) => program === `generated/scripts/${name}.sh`)) return `no ${program}`;
  const { options, rest } = split(args, new Set(["--dry-run", "--list"]));
  const wrong = options.find(([name, value]) => !SCRIPT_VALUES[name]?.(world, value));
  if (rest.length > 0 || wrong !== undefined || !args.includes("--env")) return `no ${args.join(" ")}`;
  const text = world.scriptText(program);
  const unknown = options.find(([name]) => !new RegExp(`^ +(?:-\\w \\| )?${name}\\)`, "m").test(text ?? `  ${name})`));
  return text === "" || unknown !== undefined ? `${program} does not read ${unknown}` : undefined;
}

const git: Judge = (world, args) => {
  const [verb = ""] = args;
  if (!["diff", "log", "revert", "switch"].includes(verb)) return `unknown verb ${verb}`;
  const paths = args.includes("--") ? args.slice(args.indexOf("--") + 1) : [];
  const missing = paths.find((path) => !world.hasPath(path));
  return missing === undefined ? undefined : `no file ${missing}`;
};

const npm: Judge = (_, args) =>
  ["run generate", "install --save-exact finflow@latest"].includes(args.join(" ")) ? undefined : args.join(" ");

const PROGRAMS: Readonly<Record<string, Judge>> = { argocd, aws, git, kubectl, npm, terraform };

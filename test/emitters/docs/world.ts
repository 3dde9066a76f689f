import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { instanceLabels } from "../../../src/catalog/postgresql.ts";
import type { CompiledEnvironment } from "../../../src/emitters/emitter.ts";
import { copiesPrefixOf, drillsPrefixOf } from "../../../src/naming/backups.ts";
import { bucketOf, KAFKA_SECRET_PREFIX, secretPrefixOf } from "../../../src/naming/names.ts";
import { rootValues } from "../../../src/resources/aws/root/input.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { operatorsOf } from "../../../src/resources/operators/index.ts";
import { ROOT } from "../../properties/compiled.ts";
import type { Sample } from "./rig.ts";

type Labels = Readonly<Record<string, string>>;

/** What every script sources. */
const COMMON = "generated/scripts/lib/common.sh";

/** What an environment has when everything is there that was emitted for it, and what operators make of that. */
export interface World {
  readonly environment: string;
  readonly region: string;
  readonly cluster: string;
  readonly context: string;
  readonly namespaces: ReadonlySet<string>;
  /** `Kind/namespace/name`; of what is in no namespace, `Kind//name`. */
  readonly objects: ReadonlySet<string>;
  /** Pods and volume claims, by namespace. */
  readonly pods: readonly { readonly namespace: string; readonly labels: Labels }[];
  readonly applications: ReadonlySet<string>;
  readonly projects: ReadonlySet<string>;
  readonly buckets: ReadonlySet<string>;
  readonly secretIds: ReadonlySet<string>;
  readonly instances: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
  /** Terraform's addresses with their keys. */
  readonly addresses: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
  readonly folders: (path: string) => boolean;
  readonly hasPath: (path: string) => boolean;
  /** A script with what all of them read; undefined where none is emitted. */
  readonly scriptText: (path: string) => string | undefined;
  readonly prefixes: readonly string[];
}

interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly template?: { readonly metadata?: { readonly labels?: Labels } };
    readonly jobTemplate?: { readonly spec?: Workload["spec"] };
    readonly target?: { readonly name?: string };
  };
}

/** Pods that an operator makes of an object of its kind. What labels they have is its documentation's. */
function operatedPods({ kind, metadata }: KubernetesObject): readonly Labels[] {
  const { name } = metadata;
  switch (kind) {
    case "Cluster":
      return [instanceLabels(name)];
    case "Prometheus":
    case "Alertmanager":
      return [{ "app.kubernetes.io/name": kind.toLowerCase() }];
    case "Elasticsearch":
      return [{ "common.k8s.elastic.co/type": "elasticsearch" }];
    case "Kafka":
      return [{ "strimzi.io/kind": "Kafka", "strimzi.io/broker-role": "true", "strimzi.io/controller-role": "true" }];
    default:
      return [];
  }
}

/** Objects that something emitted makes. */
function derived({ kind, metadata, spec }: Workload): readonly string[] {
  const at = `${metadata.namespace ?? ""}/`;
  switch (kind) {
    case "ExternalSecret":
      return [`Secret/${at}${spec?.target?.name ?? metadata.name}`];
    case "KafkaUser":
      return [`Secret/${at}${KAFKA_SECRET_PREFIX}${metadata.name}`];
    case "Prometheus":
      return [`Service/${at}prometheus-operated`];
    case "Kafka":
      return [`StrimziPodSet/${at}${metadata.name}`];
    case "ScheduledBackup":
      return [`Backup/${at}${metadata.name}`];
    case "CronJob":
      return [`Job/${at}${metadata.name}`];
    default:
      return [];
  }
}

export function worldOf(sample: Sample, { environment, graph, units }: CompiledEnvironment): World {
  const { platform, files } = sample;
  const all = units.flatMap(({ objects }) => objects) as readonly Workload[];
  const operators = operatorsOf({ platform, environment, graph });
  const values = rootValues({ platform, environment, graph });
  const bodies = [...files].map(([path, { body }]) => ({ path, body }));
  const argo = bodies
    .filter(({ path }) => path.startsWith(`argocd/${environment.name}/`))
    .map(({ body }) => parse(body) as KubernetesObject);
  const named = (kind: string) =>
    new Set(argo.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name));
  const databases = Object.entries(values.databases as Readonly<Record<string, { read_replicas: number }>>);
  const addresses = [
    ...databases.flatMap(([service, { read_replicas }]) => [
      `module.rds.aws_db_instance.this["${service}"]`,
      `module.rds.aws_secretsmanager_secret_version.password["${service}"]`,
      `module.rds.aws_secretsmanager_secret_version.admin["${service}"]`,
      ...Array.from(
        { length: read_replicas },
        (_, index) => `module.rds.aws_db_instance.replica["${service}-db-read-${index + 1}"]`,
      ),
    ]),
    ...Object.entries(values.secrets as Readonly<Record<string, { generated?: boolean }>>)
      .filter(([, { generated }]) => generated)
      .map(([key]) => `module.secrets.aws_secretsmanager_secret_version.generated["${key}"]`),
  ];
  const terraform = bodies.filter(({ path }) => path.startsWith("terraform/"));
  const isDeclared = (address: string) => {
    const [, module, type, name] = /^module\.(\w+)\.(\w+)\.(\w+)\[/.exec(address) ?? [];
    const folder = `terraform/modules/${module}/`;
    return terraform.some(
      ({ path, body }) => path.startsWith(folder) && body.includes(`resource "${type}" "${name}" {`),
    );
  };
  const scripts = new Map(
    bodies.filter(({ path }) => path.startsWith("generated/scripts/")).map(({ path, body }) => [path, body]),
  );
  const prefix = `${platform.name}-${environment.name}`;
  const stored = environment.services.filter(({ database }) => database !== undefined);
  return {
    environment: environment.name,
    region: environment.aws.region,
    cluster: environment.cluster.name,
    context: prefix,
    namespaces: new Set([
      "kube-system",
      ...all.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
      ...operators.map(({ namespace }) => namespace),
    ]),
    objects: new Set([
      ...all.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`),
      ...all.flatMap(derived),
      // What it says of itself at work.
      ...operators
        .filter(({ name }) => name === "cluster-autoscaler")
        .map(({ name, namespace }) => `ConfigMap/${namespace}/${name}-status`),
      // By their charts: the name of a Deployment is that of the ServiceAccount of its pods.
      ...operators.map(({ namespace, chart }) => `Deployment/${namespace}/${chart.pod.serviceAccount}`),
    ]),
    pods: all.flatMap((object) => {
      const { metadata, spec } = object;
      const template = spec?.template ?? spec?.jobTemplate?.spec?.template;
      const labels = [...(template?.metadata?.labels ? [template.metadata.labels] : []), ...operatedPods(object)];
      return labels.map((some) => ({ namespace: metadata.namespace ?? "", labels: some }));
    }),
    applications: named("Application"),
    projects: named("AppProject"),
    buckets: new Set(
      Object.keys(values.buckets).map((purpose) =>
        bucketOf(platform.name, environment.name, environment.aws.account, purpose),
      ),
    ),
    secretIds: new Set(Object.keys(values.secrets).map((key) => secretPrefixOf(platform.name, environment.name) + key)),
    instances: new Set(databases.map(([service]) => `${prefix}-${service}-db`)),
    repositories: new Set(environment.services.map(({ name }) => `${platform.name}/${name}`)),
    addresses: new Set(addresses.filter(isDeclared)),
    outputs: new Set(
      terraform
        .filter(({ path }) => path === "terraform/outputs.tf")
        .flatMap(({ body }) => [...body.matchAll(/^output "(\w+)"/gm)].map(([, name]) => name ?? "")),
    ),
    folders: (folder) => files.has(`${folder}/kustomization.yaml`),
    // Spec files are where they were read from.
    hasPath: (path) => files.has(path) || existsSync(join(ROOT, path)),
    scriptText: (path) =>
      scripts.size === 0 ? undefined : (scripts.get(path) ?? "") && `${scripts.get(path)}${scripts.get(COMMON)}`,
    prefixes: ["drills/", ...stored.flatMap(({ name }) => [copiesPrefixOf(name), drillsPrefixOf(name)])],
  };
}

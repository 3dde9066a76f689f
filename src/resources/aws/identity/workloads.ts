import {
  CLUSTER_AUTOSCALER_CHART,
  EXTERNAL_DNS_CHART,
  EXTERNAL_SECRETS_CHART,
  LOAD_BALANCER_CHART,
} from "../../../catalog/charts.ts";
import { compareText } from "../../../diagnostics/diagnostic.ts";
import type { Service } from "../../../model/platform.ts";
import { copiesPrefixOf, drillsPrefixOf } from "../../../naming/backups.ts";
import {
  BACKUPS_PURPOSE,
  databaseBackupOf,
  databaseOf,
  ELASTICSEARCH,
  LOG_SNAPSHOTS_PURPOSE,
  restoreDrillOf,
} from "../../../naming/names.ts";
import { BARMAN_FOLDER } from "../../databases/cnpg.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { operatorsOf } from "../../operators/index.ts";

/**
 * What may be done in a bucket.
 *
 * - `delete`, `read` and `write`: with objects.
 * - `list`: names of objects below the prefix.
 * - `probe`: ask whether the bucket is there, which S3 answers only to who may list all of it.
 * - `uploads`: look for uploads that were never finished.
 */
export type Access = "delete" | "list" | "probe" | "read" | "uploads" | "write";

/** What a workload does with the objects of a bucket whose keys start with the prefix. */
export interface BucketUse {
  readonly name: string;
  readonly prefix: string;
  readonly access: readonly Access[];
}

/** What the pods of a ServiceAccount need of AWS. */
export interface Workload {
  /** Behind platform and environment the name of the role that its pods name themselves, by IRSA. Left out: by Pod Identity. */
  readonly role?: string;
  readonly buckets?: readonly BucketUse[];
  /** Reads the environment's secrets. */
  readonly secrets?: boolean;
  /** How it changes records of the environment's zone, in the words of Route 53. */
  readonly dns?: readonly string[];
  /** Makes load balancers. */
  readonly load_balancers?: boolean;
  /** Adds and removes nodes of the cluster. */
  readonly nodes?: boolean;
}

/** Every ServiceAccount of an environment that needs something of AWS, by `<namespace>/<name>`, in order (FF35). */
export function workloadsOf(context: EnvironmentContext): Readonly<Record<string, Workload>> {
  const { namespace, services } = context.environment;
  const workloads: readonly (readonly [string, Workload])[] = [
    ...services
      .flatMap((service) => serviceWorkloads(context, service))
      .map(([name, use]) => [`${namespace}/${name}`, use] as const),
    ...operatorWorkloads(context),
    ...logWorkloads(context),
  ];
  return Object.fromEntries(workloads.toSorted(([a], [b]) => compareText(a, b)));
}

/**
 * Who writes may delete: to replace an object destroys it as much, and both can be undone while the bucket keeps what
 * was replaced.
 */
const SERVICE_ACCESS = {
  read: ["list", "read"],
  write: ["delete", "write"],
  "read-write": ["delete", "list", "read", "write"],
} as const satisfies Readonly<Record<Service["buckets"][number]["access"], readonly Access[]>>;

function serviceWorkloads(
  { environment }: EnvironmentContext,
  service: Service,
): readonly (readonly [string, Workload])[] {
  const { name, buckets, database } = service;
  const own = buckets.map((bucket) => ({ name: bucket.name, prefix: "", access: SERVICE_ACCESS[bucket.access] }));
  const copies = { name: BACKUPS_PURPOSE, prefix: copiesPrefixOf(name) };
  const isStored = database !== undefined && environment.database !== undefined;
  return [
    ...(own.length > 0 ? [[name, { buckets: own }] as const] : []),
    ...(isStored
      ? ([
          // It reads back what it wrote.
          [databaseBackupOf(name), { buckets: [{ ...copies, access: ["read", "write"] }] }],
          [
            restoreDrillOf(name),
            {
              buckets: [
                { ...copies, access: ["list", "read"] },
                { name: BACKUPS_PURPOSE, prefix: drillsPrefixOf(name), access: ["write"] },
              ],
            },
          ],
        ] as const)
      : []),
    // The pods of a CloudNativePG cluster have an account of its name. Barman removes what is older than the retention.
    ...(isStored && environment.database?.engine === "cnpg"
      ? ([
          [
            databaseOf(name),
            {
              buckets: [
                {
                  name: BACKUPS_PURPOSE,
                  prefix: `${BARMAN_FOLDER}/${databaseOf(name)}/`,
                  access: ["delete", "list", "probe", "read", "write"],
                },
              ],
            },
          ],
        ] as const)
      : []),
  ];
}

/** In production External DNS deletes nothing, and could not. */
const RECORD_CHANGES = { prod: ["CREATE", "UPSERT"], nonprod: ["CREATE", "DELETE", "UPSERT"] } as const;

function operatorWorkloads(context: EnvironmentContext): readonly (readonly [string, Workload])[] {
  const needs: ReadonlyMap<string, Workload> = new Map<string, Workload>([
    [CLUSTER_AUTOSCALER_CHART.name, { nodes: true }],
    [EXTERNAL_DNS_CHART.name, { dns: RECORD_CHANGES[context.environment.tier] }],
    [EXTERNAL_SECRETS_CHART.name, { secrets: true }],
    [LOAD_BALANCER_CHART.name, { load_balancers: true }],
  ]);
  return operatorsOf(context).flatMap(({ namespace, chart }) => {
    const need = needs.get(chart.name);
    return need === undefined ? [] : [[`${namespace}/${chart.pod.serviceAccount}`, need] as const];
  });
}

function logWorkloads({ environment }: EnvironmentContext): readonly (readonly [string, Workload])[] {
  if (environment.logging === undefined) return [];
  const access = ["delete", "list", "read", "uploads", "write"] as const;
  return [
    [
      `${environment.observabilityNamespace}/${ELASTICSEARCH}`,
      {
        role: LOG_SNAPSHOTS_PURPOSE,
        buckets: [{ name: LOG_SNAPSHOTS_PURPOSE, prefix: `${ELASTICSEARCH}/`, access }],
      },
    ],
  ];
}

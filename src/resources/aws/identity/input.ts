import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { bool, list, map, object, optional, string, type ValueOf, type ValuesOf, variable } from "../types.ts";
import { workloadsOf } from "./workloads.ts";

const bucketUse = object({ name: string, prefix: string, access: list(string) });

const workload = object({
  role: optional(string),
  buckets: optional(list(bucketUse), []),
  secrets: optional(bool, false),
  dns: optional(list(string), []),
  load_balancers: optional(bool, false),
  nodes: optional(bool, false),
});

/** The root's variables that say who in the cluster needs what of AWS. */
export const identityVariables = {
  workloads: variable(
    map(workload),
    "What the pods of ServiceAccounts need of AWS, by namespace/name: buckets by purpose, below a prefix; secrets; changes of the zone's records; load balancers; the number of nodes. Those with a role name it themselves, the others have EKS Pod Identity.",
    [
      {
        condition: 'alltrue([for name in keys(var.workloads) : can(regex("^[a-z0-9-]+/[a-z0-9.-]+$", name))])',
        message: "A ServiceAccount is given as namespace/name.",
      },
      {
        condition:
          'alltrue(flatten([for workload in values(var.workloads) : [for bucket in workload.buckets : [for access in bucket.access : contains(["delete", "list", "probe", "read", "uploads", "write"], access)]]]))',
        message: "Access is delete, list, probe, read, uploads or write.",
      },
      {
        condition:
          'var.tier != "prod" || alltrue([for workload in values(var.workloads) : !contains(workload.dns, "DELETE")])',
        message: "In production no record of the zone is deleted by anything in the cluster.",
      },
    ],
  ),
};

export const identityValues = (context: EnvironmentContext): ValuesOf<typeof identityVariables> => ({
  // Only what there is: the rest has its default in the type.
  workloads: workloadsOf(context) as Readonly<Record<string, ValueOf<typeof workload>>>,
});

import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { serverCertificates } from "./certificates.ts";
import { clusterObjects } from "./cnpg.ts";
import { exporterObjects } from "./exporter.ts";
import { prepareObjects } from "./prepare.ts";
import { inClusterSecrets, rdsSecrets, superuserSecret } from "./secrets.ts";
import { clusterPolicies, statefulSetPolicy } from "./server-policy.ts";
import { clusterServices, statefulSetServices } from "./services.ts";
import { statefulSetObjects } from "./stateful-set.ts";

/** The database of a service: what runs it or leads to it, its Secrets, its exporter, and who may reach it. */
export function databaseObjects(context: ServiceContext): readonly KubernetesObject[] {
  switch (context.environment.database?.engine) {
    case "rds":
      return [...rdsSecrets(context), ...prepareObjects(context), ...exporterObjects(context)];
    case "cnpg":
      return [
        ...inClusterSecrets(context),
        ...clusterObjects(context),
        ...clusterServices(context),
        ...clusterPolicies(context),
        ...exporterObjects(context),
      ];
    case "statefulset":
      return [
        ...inClusterSecrets(context),
        superuserSecret(context),
        ...serverCertificates(context),
        ...statefulSetObjects(context),
        ...statefulSetServices(context),
        statefulSetPolicy(context),
        ...prepareObjects(context),
        ...exporterObjects(context),
      ];
    case undefined:
      return [];
  }
}

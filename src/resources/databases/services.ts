import { Service } from "kubernetes-models/v1/Service";
import {
  CNPG_CLUSTER_LABEL,
  CNPG_INSTANCE_ROLE_LABEL,
  CNPG_POOLER_LABEL,
  DATABASE_PORT,
} from "../../catalog/postgresql.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseOf, databasePodsOf, databasePoolerOf, databasePoolOf, databaseReadsOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { databaseComponent } from "./components.ts";
import { instancesOf } from "./resources.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * The addresses of a database in the cluster. They are always the same three, and where there is no replica or no pooler
 * they lead to the database itself: so a Secret that named them once stays true, whatever the environment adds later.
 */
export function clusterServices(context: ServiceContext): readonly KubernetesObject[] {
  const { database } = context.environment;
  const { name } = context.service;
  const instance = (role: string): Labels => ({
    [CNPG_CLUSTER_LABEL]: databaseOf(name),
    [CNPG_INSTANCE_ROLE_LABEL]: role,
  });
  const hasReplicas = database !== undefined && instancesOf(database, context.service) > 1;
  const hasPooler = database !== undefined && database.pooler > 0;
  return [
    databaseService(context, databaseOf(name), instance("primary")),
    databaseService(context, databaseReadsOf(name), instance(hasReplicas ? "replica" : "primary")),
    databaseService(
      context,
      databasePoolOf(name),
      hasPooler ? { [CNPG_POOLER_LABEL]: databasePoolerOf(name) } : instance("primary"),
    ),
  ];
}

/** The same of a StatefulSet, and the headless one that it needs. */
export function statefulSetServices(context: ServiceContext): readonly KubernetesObject[] {
  const { name } = context.service;
  const labels = selectorLabels(databaseOf(name));
  return [
    ...[databaseOf, databaseReadsOf, databasePoolOf].map((nameOf) => databaseService(context, nameOf(name), labels)),
    databaseService(context, databasePodsOf(name), labels, "None"),
  ];
}

const databaseService = (context: ServiceContext, name: string, selector: Labels, clusterIP?: "None") =>
  defineObject(Service, {
    metadata: componentMetadata(context, databaseComponent(context), name),
    spec: {
      type: "ClusterIP",
      clusterIP,
      selector: { ...selector },
      ports: [{ name: "postgresql", port: DATABASE_PORT, targetPort: DATABASE_PORT, protocol: "TCP" }],
    },
  });

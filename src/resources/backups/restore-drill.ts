import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { restoreDrillOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { AWS_APIS, dns } from "../kubernetes/peers.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { DRILL_CONTAINER } from "./demands.ts";
import { awsStep, cronJob, postgresqlStep } from "./job.ts";
import { PASSWD } from "./shared.ts";

const GIBIBYTE = 2 ** 30;
const ASSERTIONS_FOLDER = "/assertions";

/**
 * Proves that the newest copy of a service's database can be restored and says what it should: into a server of its own
 * within the pod, which cannot reach the database itself. The CronJob's last success is the metric.
 */
export function restoreDrill(context: ServiceContext): readonly KubernetesObject[] {
  const { environment, service } = context;
  if (environment.database === undefined || service.database === undefined) return [];
  const { assertions, size } = service.database;
  const component: Component = {
    name: restoreDrillOf(service.name),
    namespace: environment.namespace,
    owner: service.owner,
  };
  const hasAssertions = assertions.length > 0;
  return [
    componentAccount(context, component),
    componentPolicy(context, component, { Ingress: [], Egress: [dns(environment), ...AWS_APIS] }),
    ...(hasAssertions
      ? [
          defineObject(ConfigMap, {
            metadata: componentMetadata(context, component),
            data: Object.fromEntries(assertions.map((query, index) => [`${index + 1}.sql`, query])),
          }),
        ]
      : []),
    cronJob(context, component, {
      schedule: environment.database.backup.drill,
      hours: 12,
      // The copy and what is restored of it, each as large as the database may become, and the scratch server's log.
      volume: 2 * size + 2 * GIBIBYTE,
      volumes: hasAssertions ? [{ name: "assertions", configMap: { name: component.name } }] : [],
      steps: [
        awsStep(context, { name: "fetch", script: "fetch.sh", resources: DRILL_CONTAINER }),
        postgresqlStep(context, {
          name: "restore",
          script: "restore.sh",
          resources: DRILL_CONTAINER,
          env: { ASSERTIONS: ASSERTIONS_FOLDER },
          mounts: [
            { name: "scripts", mountPath: "/etc/passwd", subPath: PASSWD, readOnly: true },
            ...(hasAssertions ? [{ name: "assertions", mountPath: ASSERTIONS_FOLDER, readOnly: true }] : []),
          ],
        }),
        awsStep(context, { name: "record", script: "record.sh", resources: DRILL_CONTAINER }),
      ],
    }),
  ];
}

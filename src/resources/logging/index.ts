import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { elasticsearchObjects } from "./elasticsearch.ts";
import { elasticsearchUsers } from "./elasticsearch-users.ts";
import { exporterObjects } from "./exporter.ts";
import { fluentdObjects } from "./fluentd.ts";
import { kibanaObjects } from "./kibana.ts";
import { setupObjects } from "./setup.ts";

/** What carries lines, keeps them and shows them: Fluentd, Elasticsearch and Kibana; nothing where no logs are declared. */
export function loggingObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { logging } = context.environment;
  if (logging === undefined) return [];
  return [
    ...elasticsearchUsers(context),
    ...elasticsearchObjects(context, logging),
    ...setupObjects(context, logging),
    ...exporterObjects(context),
    ...kibanaObjects(context),
    ...fluentdObjects(context, logging),
  ];
}

import { ELASTICSEARCH, NODE_AGENTS_NAMESPACE } from "../../naming/names.ts";
import type { Component } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";

/** The workloads of the logs; all belong to the platform's owner. */
const inObservability =
  (name: string) =>
  ({ platform, environment }: EnvironmentContext): Component => ({
    name,
    namespace: environment.observabilityNamespace,
    owner: platform.owner,
  });

export const elasticsearchComponent = inObservability(ELASTICSEARCH);
export const setupComponent = inObservability(`${ELASTICSEARCH}-setup`);
export const exporterComponent = inObservability(`${ELASTICSEARCH}-exporter`);
export const kibanaComponent = inObservability("kibana");

export const fluentdComponent = ({ platform }: EnvironmentContext): Component => ({
  name: "fluentd",
  namespace: NODE_AGENTS_NAMESPACE,
  owner: platform.owner,
});

import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";

/** A component of which one pod runs and never two, for a moment without it is better than everything twice. */
export const singleDeployment = (
  context: EnvironmentContext,
  component: Component,
  pod: IPodSpec,
  annotations?: Readonly<Record<string, string>>,
): KubernetesObject =>
  defineObject(Deployment, {
    metadata: componentMetadata(context, component),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 3,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      selector: { matchLabels: selectorLabels(component.name) },
      template: { metadata: { labels: componentPodLabels(context, component), annotations }, spec: pod },
    },
  });

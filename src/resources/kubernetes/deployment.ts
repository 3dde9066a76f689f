import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IContainerPort } from "kubernetes-models/v1/ContainerPort";
import { usesTopics } from "../../model/variables.ts";
import {
  CONFIG_HASH_ANNOTATION,
  KAFKA_CLIENT_LABELS,
  OWNER_LABEL,
  objectLabels,
  selectorLabels,
} from "../../naming/labels.ts";
import { imageRepositoryOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { containerResourcesOf } from "../peak.ts";
import { configHash } from "./config-map.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { isAutoscaled } from "./horizontal-pod-autoscaler.ts";
import { drainSecondsOf, progressDeadlineOf, terminationGracePeriodOf } from "./lifecycle.ts";
import { serviceMetadata } from "./metadata.ts";
import { containerSecurityContext, podSecurityContext } from "./pod-security.ts";
import { portsOf } from "./ports.ts";
import { probes } from "./probes.ts";
import { limitsOf, requestsOf, secondsOf } from "./quantities.ts";
import { scheduling } from "./scheduling.ts";
import { volumesOf } from "./volumes.ts";

/** Old ReplicaSets to keep: the way back is git, so a few are enough to look at. */
const REVISION_HISTORY = 3;

/** The pods of a service. */
export function deployment(context: ServiceContext): KubernetesObject {
  const { platform, service } = context;
  // Without the owner: handing a service over to another team must not replace its pods.
  const { [OWNER_LABEL]: _owner, ...podLabels } = objectLabels(platform.name, service.name, service.owner);
  return defineObject(Deployment, {
    metadata: serviceMetadata(context),
    spec: {
      replicas: isAutoscaled(service) ? undefined : service.scale.min,
      revisionHistoryLimit: REVISION_HISTORY,
      minReadySeconds: secondsOf(service.rollout.minReady),
      progressDeadlineSeconds: progressDeadlineOf(service),
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: service.rollout.maxSurge } },
      selector: { matchLabels: selectorLabels(service.name) },
      template: {
        metadata: {
          labels: { ...podLabels, ...(usesTopics(service) && KAFKA_CLIENT_LABELS) },
          annotations: { [CONFIG_HASH_ANNOTATION]: configHash(context) },
        },
        spec: {
          serviceAccountName: service.name,
          automountServiceAccountToken: false,
          // A variable per Service of the namespace, from times before DNS; they can clash with the configuration.
          enableServiceLinks: false,
          terminationGracePeriodSeconds: terminationGracePeriodOf(service),
          securityContext: podSecurityContext,
          // With the default of 5, every name outside the cluster is first looked up in each search domain (FF40).
          dnsConfig: { options: [{ name: "ndots", value: "2" }] },
          ...scheduling(context, service.name, service.priority),
          containers: [container(context)],
          volumes: volumesOf(context).map(({ volume }) => volume),
        },
      },
    },
  });
}

function container(context: ServiceContext): IContainer {
  const { service } = context;
  const drain = drainSecondsOf(service);
  const resources = containerResourcesOf(service);
  return {
    name: service.name,
    image: imageOf(context),
    // Asks the registry whether the pull is allowed on every start; with a digest nothing is pulled twice.
    imagePullPolicy: "Always",
    ports: portsOf(service).map(({ name, port }): IContainerPort => ({ name, containerPort: port, protocol: "TCP" })),
    envFrom: [{ configMapRef: { name: service.name } }],
    resources: { requests: requestsOf(resources), limits: limitsOf(resources) },
    ...probes(service),
    // The kubelet's own sleep, since images need not contain one.
    lifecycle: drain > 0 ? { preStop: { sleep: { seconds: drain } } } : undefined,
    securityContext: containerSecurityContext,
    volumeMounts: volumesOf(context).map(({ mount }) => mount),
  };
}

function imageOf({ platform, environment, service }: ServiceContext): string {
  const { tag, digest } = service.release;
  const repository = imageRepositoryOf(environment.aws, platform.name, service.name);
  return `${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
}

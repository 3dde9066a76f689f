import { CONFIG_RELOADER, INIT_CONFIG_RELOADER } from "../../catalog/prometheus.ts";
import { STORAGE_CLASS } from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentPodLabels } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { podSecurityContext } from "../kubernetes/pod-security.ts";
import { limitsOf, requestsOf } from "../kubernetes/quantities.ts";
import type { ContainerResources } from "../peak.ts";
import { configReloaderContainer } from "./demands.ts";

const resourcesOf = (container: ContainerResources) => ({
  requests: requestsOf(container),
  limits: limitsOf(container),
});

/**
 * What the pods that the Prometheus Operator makes of a Prometheus or an Alertmanager have in common. The operator puts
 * the labels `app.kubernetes.io/name` and `instance` on them itself, and makes their containers read-only.
 */
export const operatedPods = (context: EnvironmentContext, component: Component, container: ContainerResources) => ({
  podMetadata: {
    labels: { "app.kubernetes.io/part-of": componentPodLabels(context, component)["app.kubernetes.io/part-of"] ?? "" },
  },
  securityContext: podSecurityContext,
  resources: resourcesOf(container),
  // Merged into the containers of the same name: the operator's own defaults have no limit on the CPU.
  containers: [{ name: CONFIG_RELOADER, resources: resourcesOf(configReloaderContainer) }],
  initContainers: [{ name: INIT_CONFIG_RELOADER, resources: resourcesOf(configReloaderContainer) }],
});

/**
 * Gives each pod a volume of its own, in bytes. Apart from the rest, since the class wants the template of a claim to be a
 * kind of its own, with an apiVersion that no API server knows.
 */
export const withVolumes = (object: KubernetesObject, storage: number): KubernetesObject => ({
  ...object,
  spec: {
    ...(object.spec as object),
    storage: {
      volumeClaimTemplate: {
        spec: {
          storageClassName: STORAGE_CLASS,
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: formatMemory(storage) } },
        },
      },
    },
  },
});

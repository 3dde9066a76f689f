import type { IEmbeddedPersistentVolumeClaim } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/EmbeddedPersistentVolumeClaim";
import { CONFIG_RELOADER, INIT_CONFIG_RELOADER } from "../../catalog/prometheus.ts";
import { STORAGE_CLASS } from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
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
export const operatedPods = (
  context: EnvironmentContext,
  component: Component,
  container: ContainerResources,
  storage: number,
) => ({
  podMetadata: {
    labels: { "app.kubernetes.io/part-of": componentPodLabels(context, component)["app.kubernetes.io/part-of"] ?? "" },
  },
  securityContext: podSecurityContext,
  resources: resourcesOf(container),
  // Merged into the containers of the same name: the operator's own defaults have no limit on the CPU.
  containers: [{ name: CONFIG_RELOADER, resources: resourcesOf(configReloaderContainer) }],
  initContainers: [{ name: INIT_CONFIG_RELOADER, resources: resourcesOf(configReloaderContainer) }],
  storage: { volumeClaimTemplate: claimOf(storage) },
});

function claimOf(storage: number): IEmbeddedPersistentVolumeClaim {
  const claim: Pick<IEmbeddedPersistentVolumeClaim, "spec"> = {
    spec: {
      storageClassName: STORAGE_CLASS,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: formatMemory(storage) } },
    },
  };
  // The class asks for an apiVersion and a kind of its own, which the CRD does not have.
  return claim as IEmbeddedPersistentVolumeClaim;
}

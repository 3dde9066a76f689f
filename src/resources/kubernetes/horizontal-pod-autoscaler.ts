import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { IMetricSpec } from "kubernetes-models/autoscaling/v2/MetricSpec";
import type { Service } from "../../model/platform.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/** Whether replicas are the autoscaler's to set; the Deployment must not name them then (FF02). */
export const isAutoscaled = ({ scale }: Service): boolean => scale.min < scale.max;

/**
 * Keeps a service's replicas by utilization. Doubles within half a minute; gives back a tenth a minute, and only what
 * five minutes did not need, since pods that start cost more than pods that idle.
 */
export function horizontalPodAutoscaler(context: ServiceContext): KubernetesObject | undefined {
  const { service } = context;
  const { min, max, cpu, memory } = service.scale;
  if (!isAutoscaled(service)) return undefined;
  const utilization = (name: string, averageUtilization: number): IMetricSpec => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization } },
  });
  return defineObject(HorizontalPodAutoscaler, {
    metadata: serviceMetadata(context),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: service.name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [utilization("cpu", cpu), ...(memory === undefined ? [] : [utilization("memory", memory)])],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: "Max",
          policies: [
            { type: "Percent", value: 100, periodSeconds: 30 },
            { type: "Pods", value: 4, periodSeconds: 30 },
          ],
        },
        scaleDown: {
          stabilizationWindowSeconds: 300,
          selectPolicy: "Max",
          policies: [
            { type: "Percent", value: 10, periodSeconds: 60 },
            // A tenth of few pods is less than one.
            { type: "Pods", value: 1, periodSeconds: 60 },
          ],
        },
      },
    },
  });
}

import { imageReference } from "../../catalog/images.ts";
import { kubeStateMetricsImage, WATCHED_KINDS } from "../../catalog/kube-state-metrics.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { KUBE_STATE_METRICS } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { apiServer, scraper } from "../kubernetes/peers.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { clusterAccess } from "./access.ts";
import { kubeStateMetricsComponent } from "./components.ts";
import { kubeStateMetricsContainer } from "./demands.ts";
import { podMonitor } from "./monitors.ts";
import { singleDeployment } from "./single-deployment.ts";

const PORT = 8080;
const TELEMETRY_PORT = 8081;

/** Says what the API server knows of the cluster's objects: replicas, restarts, quotas, claims. One pod knows all. */
export function kubeStateMetricsObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const component = kubeStateMetricsComponent(context);
  const kinds = Object.values(WATCHED_KINDS).flat().toSorted(compareText);
  const get = (path: string, port: string) => ({ httpGet: { path, port, scheme: "HTTP" as const } });
  return [
    componentAccount(context, component),
    ...clusterAccess(
      context,
      component,
      Object.entries(WATCHED_KINDS).map(([group, resources]) => ({
        apiGroups: [group],
        resources: [...resources],
        verbs: ["list", "watch"],
      })),
    ),
    singleDeployment(
      context,
      component,
      componentPod(context, component, {
        priority: "high",
        usesApiServer: true,
        containers: [
          componentContainer({
            name: KUBE_STATE_METRICS,
            image: imageReference(kubeStateMetricsImage(context.environment.cluster.kubernetes)),
            args: [`--port=${PORT}`, `--telemetry-port=${TELEMETRY_PORT}`, `--resources=${kinds.join(",")}`],
            ports: [
              { name: "metrics", containerPort: PORT, protocol: "TCP" },
              { name: "telemetry", containerPort: TELEMETRY_PORT, protocol: "TCP" },
            ],
            // It is alive as long as it has a watch on the API server, ready once it has listed everything.
            livenessProbe: { ...get("/livez", "metrics"), timeoutSeconds: 5 },
            readinessProbe: { ...get("/readyz", "telemetry"), timeoutSeconds: 5 },
            resources: kubeStateMetricsContainer,
          }),
        ],
      }),
    ),
    componentPolicy(context, component, {
      Ingress: [scraper(context.environment, PORT)],
      Egress: [apiServer(context.environment)],
    }),
    podMonitor(context, component, {
      port: "metrics",
      job: KUBE_STATE_METRICS,
      honorLabels: true,
      // A series of a node or a namespace would say that it is in this pod.
      relabelings: [{ action: "labeldrop", regex: "container|endpoint|namespace|pod" }],
    }),
  ];
}

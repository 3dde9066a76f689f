import { CLUSTER_AUTOSCALER_CHART } from "../../catalog/charts.ts";
import { clusterAutoscalerTag } from "../../catalog/cluster-autoscaler.ts";
import { isScaled } from "../../model/capacity.ts";
import type { OperatorDefinition } from "./operator.ts";
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources, spread } from "./pods.ts";

const NAME = "cluster-autoscaler";

/** The user that its project's own manifests for AWS give it. */
const NOBODY = 65_534;

/**
 * Adds nodes for pods that fit on none, up to `max` of their group, and takes away those that are not needed, down to
 * `min`, with the Pod Identity of its ServiceAccount. It finds the groups by the tags that EKS gives them. It is told the
 * region, because pods cannot ask the instance metadata (FF26).
 */
export const clusterAutoscaler: OperatorDefinition = {
  name: NAME,
  chart: CLUSTER_AUTOSCALER_CHART,
  stage: "cluster",
  isNeeded: isScaled,
  values: {
    // Otherwise its objects are called `cluster-autoscaler-aws-cluster-autoscaler`.
    nameOverride: NAME,
    cloudProvider: "aws",
    replicaCount: 2,
    podDisruptionBudget: { maxUnavailable: 1 },
    priorityClassName: "system-cluster-critical",
    securityContext: { ...RESTRICTED_POD, runAsUser: NOBODY, runAsGroup: NOBODY, fsGroup: NOBODY },
    containerSecurityContext: RESTRICTED_CONTAINER,
    // It keeps all pods and nodes of the cluster in memory.
    resources: resources("100m", "600Mi"),
    topologySpreadConstraints: spread({ "app.kubernetes.io/name": NAME }),
    // Prometheus asks the pods.
    service: { create: false },
    extraArgs: {
      expander: "least-waste",
      "balance-similar-node-groups": true,
      // Disruption budgets guard what is in kube-system, and nearly every pod has a folder that goes with it: each of the
      // two would keep any node for good.
      "skip-nodes-with-system-pods": false,
      "skip-nodes-with-local-storage": false,
    },
  },
  environmentValues: ({ environment: { aws, cluster } }) => ({
    autoDiscovery: { clusterName: cluster.name },
    awsRegion: aws.region,
    image: { tag: clusterAutoscalerTag(cluster.kubernetes) },
  }),
};

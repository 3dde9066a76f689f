import type { Exporter } from "./exporter.ts";

const CRONJOB = ["cronjob"];
const DAEMONSET = ["daemonset"];
const DEPLOYMENT = ["deployment"];
const AUTOSCALER = ["horizontalpodautoscaler"];
const BUDGET = ["poddisruptionbudget"];
const STATEFULSET = ["statefulset"];
const NODE_RESOURCE = ["node", "resource", "unit"];
const CONTAINER = ["uid"];
const CONTAINER_RESOURCE = ["node", "resource", "uid", "unit"];

/** What kube-state-metrics says of the objects of the cluster; `namespace`, `pod` and `container` are those of the object. */
export const kubeStateMetrics: Exporter = {
  source: "kube-state-metrics 2.19, docs/metrics/, https://github.com/kubernetes/kube-state-metrics, read 2026-11-23",
  labels: [],
  metrics: {
    kube_cronjob_created: CRONJOB,
    kube_cronjob_next_schedule_time: CRONJOB,
    kube_cronjob_spec_suspend: CRONJOB,
    kube_cronjob_status_last_schedule_time: CRONJOB,
    kube_cronjob_status_last_successful_time: CRONJOB,
    kube_daemonset_status_desired_number_scheduled: DAEMONSET,
    kube_daemonset_status_number_available: DAEMONSET,
    kube_daemonset_status_number_ready: DAEMONSET,
    kube_daemonset_status_number_unavailable: DAEMONSET,
    kube_daemonset_status_updated_number_scheduled: DAEMONSET,
    kube_deployment_metadata_generation: DEPLOYMENT,
    kube_deployment_spec_replicas: DEPLOYMENT,
    kube_deployment_status_condition: [...DEPLOYMENT, "condition", "reason", "status"],
    kube_deployment_status_observed_generation: DEPLOYMENT,
    kube_deployment_status_replicas_available: DEPLOYMENT,
    kube_deployment_status_replicas_ready: DEPLOYMENT,
    kube_deployment_status_replicas_updated: DEPLOYMENT,
    kube_horizontalpodautoscaler_spec_max_replicas: AUTOSCALER,
    kube_horizontalpodautoscaler_spec_min_replicas: AUTOSCALER,
    kube_horizontalpodautoscaler_status_condition: [...AUTOSCALER, "condition", "status"],
    kube_horizontalpodautoscaler_status_current_replicas: AUTOSCALER,
    kube_horizontalpodautoscaler_status_desired_replicas: AUTOSCALER,
    kube_job_failed: ["condition", "job_name"],
    kube_job_owner: ["job_name", "owner_is_controller", "owner_kind", "owner_name"],
    kube_job_status_failed: ["job_name", "reason"],
    kube_namespace_status_phase: ["phase"],
    kube_node_info: ["kernel_version", "kubelet_version", "node"],
    kube_node_spec_unschedulable: ["node"],
    kube_node_status_allocatable: NODE_RESOURCE,
    kube_node_status_capacity: NODE_RESOURCE,
    kube_node_status_condition: ["condition", "node", "status"],
    kube_persistentvolumeclaim_info: ["persistentvolumeclaim", "storageclass", "volumename"],
    kube_persistentvolumeclaim_resource_requests_storage_bytes: ["persistentvolumeclaim"],
    kube_persistentvolumeclaim_status_phase: ["persistentvolumeclaim", "phase"],
    kube_pod_container_resource_limits: CONTAINER_RESOURCE,
    kube_pod_container_resource_requests: CONTAINER_RESOURCE,
    kube_pod_container_status_last_terminated_reason: [...CONTAINER, "reason"],
    kube_pod_container_status_ready: CONTAINER,
    kube_pod_container_status_restarts_total: CONTAINER,
    kube_pod_container_status_waiting_reason: [...CONTAINER, "reason"],
    kube_pod_info: ["created_by_kind", "created_by_name", "host_ip", "node", "pod_ip", "uid"],
    kube_pod_owner: ["owner_is_controller", "owner_kind", "owner_name", "uid"],
    kube_pod_status_phase: ["phase", "uid"],
    kube_pod_status_ready: ["condition", "uid"],
    kube_poddisruptionbudget_status_current_healthy: BUDGET,
    kube_poddisruptionbudget_status_desired_healthy: BUDGET,
    kube_poddisruptionbudget_status_expected_pods: BUDGET,
    kube_poddisruptionbudget_status_pod_disruptions_allowed: BUDGET,
    kube_resourcequota: ["resource", "resourcequota", "type"],
    kube_statefulset_replicas: STATEFULSET,
    kube_statefulset_status_replicas_available: STATEFULSET,
    kube_statefulset_status_replicas_ready: STATEFULSET,
    kube_statefulset_status_replicas_updated: STATEFULSET,
  },
};

import { REQUEST_DURATION } from "../../catalog/metrics/service.ts";
import type { Service } from "../../model/platform.ts";
import { isAutoscaled } from "../kubernetes/horizontal-pod-autoscaler.ts";
import { containerResourcesOf } from "../peak.ts";
import { type Alert, constant, type Rules, rising, type Series } from "./alert.ts";
import { KUBE, nothing } from "./expressions.ts";
import { bucketOf, objectiveAlerts, objectiveRecordings, requestRecordings } from "./objectives.ts";

/** Kube-state-metrics answers. */
const KUBE_UP = { [`up{${KUBE}}`]: constant(1) };

/** What a service records and alerts on. Pods and containers are found by the container, which has the service's name. */
export function rulesOfService(service: Service): Rules {
  const isMeasured = service.metrics !== undefined;
  return {
    recordings: isMeasured ? [...requestRecordings(service), ...(service.slo ? objectiveRecordings(service) : [])] : [],
    alerts: [
      down(service),
      ...(isMeasured ? [notScraped(service), ...objectiveAlerts(service)] : []),
      ...(isMeasured && service.slo?.latency ? [bucketMissing(service, service.slo.latency.under)] : []),
      crashLooping(service),
      replicasMissing(service),
      rolloutStuck(service),
      ...(isAutoscaled(service) ? [atMaximum(service)] : []),
      ...(containerResourcesOf(service).cpuLimit === undefined ? [] : [throttled(service)]),
      memoryShort(service),
    ],
  };
}

function down({ name }: Service): Alert {
  const available = `kube_deployment_status_replicas_available{${KUBE}, deployment="${name}"}`;
  return {
    name: "ServiceDown",
    expr: nothing(`group by (environment) (${available} > 0)`),
    for: "3m",
    severity: "critical",
    summary: `${name} is down.`,
    description: `No replica of ${name} is available, or it has no Deployment.`,
    runbook: {
      meaning: "The service answers nobody: none of its replicas is available, or its Deployment is gone.",
      checks: [
        {
          look: "What its pods wait for.",
          command: 'kubectl -n "$namespace" get pods -l "app.kubernetes.io/name=$service" -o wide',
        },
        {
          look: "What happened to them.",
          command: 'kubectl -n "$namespace" describe pods -l "app.kubernetes.io/name=$service"',
        },
        {
          look: "Why the last one ended.",
          command: 'kubectl -n "$namespace" logs "deployment/$service" --previous --tail=100',
        },
      ],
      causes: [
        "A release that does not start; the old replicas were gone for another reason.",
        "Its readiness waits for something that is down: a required service, its database.",
        "A Secret or ConfigMap that it mounts is missing.",
        "The nodes are full or gone.",
      ],
    },
    example: { fires: { ...KUBE_UP, [available]: constant(0) }, silent: [{ ...KUBE_UP, [available]: constant(1) }] },
  };
}

function notScraped({ name }: Service): Alert {
  const up = `up{job="${name}"}`;
  return {
    name: "ServiceNotScraped",
    expr: nothing(`group by (environment) (${up} == 1)`),
    for: "10m",
    severity: "warning",
    summary: `Nobody sees how ${name} is.`,
    description: `Prometheus gets metrics from no pod of ${name}; its SLO alerts cannot fire.`,
    runbook: {
      meaning:
        "Prometheus cannot read the metrics of any pod of the service. It may work or not: none of its other metrics, and no SLO alert, can tell.",
      checks: [
        {
          look: "Whether its pods are ready; if not, see ServiceDown.",
          command: 'kubectl -n "$namespace" get pods -l "app.kubernetes.io/name=$service"',
        },
        {
          look: "What Prometheus says about the target: Status, Targets.",
          command: "kubectl -n observability port-forward service/prometheus-operated 9090",
        },
      ],
      causes: [
        "The metrics moved to another path or port than `metrics:` of the spec says.",
        "The ServiceMonitor or the NetworkPolicy is not synced.",
      ],
    },
    example: { fires: { ...KUBE_UP, [up]: constant(0) }, silent: [{ ...KUBE_UP, [up]: constant(1) }] },
  };
}

function bucketMissing({ name }: Service, under: number): Alert {
  const series = (suffix: string, le = ""): string => `${REQUEST_DURATION}_${suffix}{job="${name}"${le}}`;
  const measured: Series = { [`${series("count")}`]: rising(60) };
  return {
    name: "LatencyBucketMissing",
    expr: `group by (environment, service) (${series("count")})\nunless on (environment, service)\n${series("bucket", `, le=~"${bucketOf(under)}"`)}`,
    for: "15m",
    severity: "warning",
    summary: `The latency of ${name} is not measured.`,
    description: `${name} has no histogram bucket of ${under / 1000} s, so its latency SLO cannot be computed.`,
    runbook: {
      meaning:
        "The histogram of the service has no bucket whose bound is the latency threshold of its SLO. Without it nobody knows how many requests were faster, and no latency alert can fire.",
      checks: [
        {
          look: 'The buckets it has, asked of Prometheus: `count by (le) (http_server_request_duration_seconds_bucket{job="…"})`.',
        },
      ],
      causes: [
        "The SLO was changed without the buckets in the service's code, or the other way round.",
        "The service has native histograms only.",
      ],
    },
    example: {
      fires: { ...measured, [series("bucket", ', le="0.0001"')]: rising(1) },
      silent: [{ ...measured, [series("bucket", `, le="${under / 1000}"`)]: rising(60) }],
    },
  };
}

function crashLooping({ name }: Service): Alert {
  const waiting = `kube_pod_container_status_waiting_reason{${KUBE}, container="${name}", reason="CrashLoopBackOff"}`;
  return {
    name: "ServiceCrashLooping",
    // It is waiting only between two attempts.
    expr: `max by (environment, pod) (max_over_time(${waiting}[5m])) == 1`,
    for: "10m",
    severity: "warning",
    summary: `${name} starts again and again.`,
    description: `The container of {{ $labels.pod }} ends shortly after each start.`,
    runbook: {
      meaning:
        "A pod of the service ends soon after each start. The others carry its load; if all do it, ServiceDown fires.",
      checks: [
        { look: "Its last words.", command: 'kubectl -n "$namespace" logs "$pod" --previous --tail=100' },
        {
          look: "How it ended: `OOMKilled` is a matter of memory, an exit code one of the program.",
          command:
            'kubectl -n "$namespace" get pod "$pod" -o jsonpath="{.status.containerStatuses[*].lastState.terminated}"',
        },
      ],
      causes: [
        "Configuration or a secret that the program refuses.",
        "Too little memory.",
        "The liveness probe is impatient.",
      ],
    },
    example: { fires: { [waiting]: constant(1) }, silent: [{ [waiting]: constant(0) }] },
  };
}

function replicasMissing({ name }: Service): Alert {
  const series = (metric: string) => `${metric}{${KUBE}, deployment="${name}"}`;
  const wanted = series("kube_deployment_spec_replicas");
  const ready = series("kube_deployment_status_replicas_ready");
  return {
    name: "ServiceReplicasMissing",
    expr: `max by (environment) (${wanted})\n- max by (environment) (${ready})\n> 0`,
    for: "15m",
    severity: "warning",
    summary: `${name} has too few replicas.`,
    description: `{{ $value }} of the replicas of ${name} are not ready.`,
    runbook: {
      meaning:
        "Fewer replicas of the service are ready than should run. What is left carries the load and may not survive the next failure.",
      checks: [
        {
          look: "Which pods are not ready, and where they are.",
          command: 'kubectl -n "$namespace" get pods -l "app.kubernetes.io/name=$service" -o wide',
        },
        {
          look: "Why a pending pod finds no place, or a running one is not ready.",
          command: 'kubectl -n "$namespace" get events --sort-by=.lastTimestamp --field-selector type=Warning',
        },
      ],
      causes: [
        "No node has room: the node groups are at their maximum.",
        "The quota of the namespace is used up.",
        "The readiness probe fails.",
      ],
    },
    example: {
      fires: { [wanted]: constant(3), [ready]: constant(2) },
      silent: [{ [wanted]: constant(3), [ready]: constant(3) }],
    },
  };
}

function rolloutStuck({ name }: Service): Alert {
  const condition = `kube_deployment_status_condition{${KUBE}, deployment="${name}", condition="Progressing", status="false"}`;
  return {
    name: "ServiceRolloutStuck",
    expr: `max by (environment) (${condition}) == 1`,
    for: "5m",
    severity: "warning",
    summary: `A rollout of ${name} is stuck.`,
    description: `The new version of ${name} did not become ready in time; the old one still runs.`,
    runbook: {
      meaning:
        "The new version was not ready before the deadline of the Deployment. The old replicas still serve; nothing goes back by itself.",
      checks: [
        {
          look: "What the new pods wait for.",
          command: 'kubectl -n "$namespace" describe pods -l "app.kubernetes.io/name=$service"',
        },
        {
          look: "What they say.",
          command: 'kubectl -n "$namespace" logs -l "app.kubernetes.io/name=$service" --tail=50 --prefix',
        },
      ],
      causes: [
        "The new version does not start or never becomes ready: revert the release in git.",
        "The image cannot be pulled.",
        "There is no room for the extra pods of the update.",
      ],
    },
    example: { fires: { [condition]: constant(1) }, silent: [{ [condition]: constant(0) }] },
  };
}

function atMaximum({ name }: Service): Alert {
  const series = (metric: string) => `${metric}{${KUBE}, horizontalpodautoscaler="${name}"}`;
  const desired = series("kube_horizontalpodautoscaler_status_desired_replicas");
  const most = series("kube_horizontalpodautoscaler_spec_max_replicas");
  return {
    name: "ServiceAtMaximum",
    expr: `max by (environment) (${desired})\n>=\nmax by (environment) (${most})`,
    for: "30m",
    severity: "warning",
    summary: `${name} cannot grow any more.`,
    description: `${name} has run with {{ $value }} replicas, its maximum, for half an hour.`,
    runbook: {
      meaning: "The autoscaler has wanted the maximum for half an hour. More load than now makes the service slow.",
      checks: [
        {
          look: "What it measures, and against which target.",
          command: 'kubectl -n "$namespace" describe hpa "$service"',
        },
        { look: "Whether the requests grew or each became dearer: the dashboard of the service." },
      ],
      causes: [
        "More load: raise `scale.max` in the spec; the compiler checks nodes, database connections and partitions.",
        "A version that needs more CPU.",
        "Callers that retry.",
      ],
    },
    example: {
      fires: { [desired]: constant(8), [most]: constant(8) },
      silent: [{ [desired]: constant(7), [most]: constant(8) }],
    },
  };
}

function throttled({ name }: Service): Alert {
  const series = (metric: string) => `${metric}{job="kubelet", container="${name}"}`;
  const slowed = series("container_cpu_cfs_throttled_periods_total");
  const periods = series("container_cpu_cfs_periods_total");
  return {
    name: "ServiceThrottled",
    expr: `sum by (environment) (rate(${slowed}[5m]))\n/\nsum by (environment) (rate(${periods}[5m]))\n> 0.25`,
    for: "15m",
    severity: "warning",
    summary: `${name} is throttled.`,
    description: `${name} has to wait for CPU in {{ $value | humanizePercentage }} of the time slices.`,
    runbook: {
      meaning:
        "The containers of the service reach their CPU limit so often that requests wait for the next time slice.",
      checks: [
        {
          look: "Usage by container.",
          command: 'kubectl -n "$namespace" top pods -l "app.kubernetes.io/name=$service" --containers',
        },
      ],
      causes: [
        "`resources.cpuLimit` is too low for its bursts.",
        "`scale.cpu` is so high that it scales too late.",
        "A version that needs more CPU.",
      ],
    },
    example: {
      fires: { [slowed]: rising(0.275 * 600), [periods]: rising(600) },
      silent: [{ [slowed]: rising(0.225 * 600), [periods]: rising(600) }],
    },
  };
}

function memoryShort({ name }: Service): Alert {
  const used = `container_memory_working_set_bytes{job="kubelet", container="${name}"}`;
  const limit = `kube_pod_container_resource_limits{${KUBE}, container="${name}", resource="memory"}`;
  const of = (series: string, pod = ', pod="one"') => series.replace("}", `${pod}}`);
  return {
    name: "ServiceMemoryShort",
    expr: `max by (environment, namespace, pod) (${used})\n/ on (environment, namespace, pod)\nmax by (environment, namespace, pod) (${limit})\n> 0.9`,
    for: "15m",
    severity: "warning",
    summary: `${name} is about to run out of memory.`,
    description: `{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit.`,
    runbook: {
      meaning: "A container of the service uses nearly all of its memory. At its limit the kernel ends it.",
      checks: [
        {
          look: "Usage by container.",
          command: 'kubectl -n "$namespace" top pods -l "app.kubernetes.io/name=$service" --containers',
        },
        { look: "Whether it grows without end or with the load: the dashboard of the service, row Saturation." },
      ],
      causes: [
        "A leak: it grows from start to end, whatever the load.",
        "`resources.memory` is too small for the load of one replica.",
      ],
    },
    example: {
      fires: { [of(used)]: constant(0.99 * 1000), [of(limit)]: constant(1000) },
      silent: [{ [of(used)]: constant(0.81 * 1000), [of(limit)]: constant(1000) }],
    },
  };
}

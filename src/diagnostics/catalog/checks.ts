import { define } from "../define.ts";
import { formatChoice, formatList } from "../spec-path.ts";

export interface Shared {
  /** Where the same holds. */
  readonly environments: readonly string[];
}

const gone = (isProd: boolean): string => (isProd ? "that are left without the largest zone" : "of all zones");

export const checkDiagnostics = {
  "rollout/replica-bounds": define({
    severity: "error",
    alias: "FF04",
    message: (p: Shared & { service: string; min: number; max: number; reason: "reversed" | "single" }) =>
      p.reason === "reversed"
        ? `${p.service} has scale.min ${p.min} above scale.max ${p.max} in ${formatList(p.environments)}.`
        : `${p.service} has scale.min ${p.min} in ${formatList(p.environments)}, where production needs 2.`,
    why: "The API server refuses an autoscaler whose bounds are reversed, and with a single replica each drain of its node is an outage.",
    help: (p) =>
      p.reason === "reversed" ? `Write a max of at least ${p.min}, or a lower min.` : "Write scale.min: 2 or more.",
  }),
  "rollout/unschedulable-peak": define({
    severity: "error",
    alias: "FF06",
    message: (p: {
      environment: string;
      nodes: number;
      isProd: boolean;
      what: string;
      needed: string;
      given: string;
    }) =>
      `The services of ${p.environment} ask for ${p.needed} of ${p.what} at their most replicas with all rollouts under way; the ${p.nodes} nodes ${gone(p.isProd)} have ${p.given} for them.`,
    why: "Pods beyond that stay Pending however they are placed, just when load is highest or a zone is lost.",
    help: () =>
      "Raise max of a node group, up to which the Cluster Autoscaler adds nodes; take a larger instance type, or lower scale.max or resources of a service.",
  }),
  "rollout/pod-limit": define({
    severity: "error",
    alias: "FF07",
    message: (p: { environment: string; nodes: number; isProd: boolean; needed: number; given: number }) =>
      `The services of ${p.environment} are ${p.needed} pods at their most replicas with all rollouts under way; the ${p.nodes} nodes ${gone(p.isProd)} have addresses for ${p.given}.`,
    why: "Each pod has an address of a network interface of its node, and an instance type has only so many: ENIs × (addresses − 1) + 2. Free CPU does not help.",
    help: () => "Raise max of a node group, or take an instance type with more network interfaces.",
  }),
  "rollout/oversized-pod": define({
    severity: "error",
    message: (p: Shared & { service: string; needed: string; largest: string }) =>
      `One pod of ${p.service} asks for ${p.needed} in ${formatList(p.environments)}, more than an empty node offers: ${p.largest}.`,
    why: "It stays Pending for ever: a node's size is not what pods get, since the kubelet and the DaemonSets take their share first.",
    help: () => "Lower the service's resources, or add a node group of a larger instance type.",
  }),
  "rollout/priority-inversion": define({
    severity: "warning",
    alias: "FF59",
    message: (p: Shared & { service: string; priority: string; callee: string; calleePriority: string }) =>
      `${p.service} (${p.priority}) requires ${p.callee} (${p.calleePriority}) in ${formatList(p.environments)}.`,
    why: "When nodes are full, the callee is evicted first, and the caller stands without what it needs.",
    help: (p) => `Write priority: ${p.priority} for ${p.callee}, or required: false on the call.`,
  }),
  "health/identical-probes": define({
    severity: "error",
    alias: "FF13",
    message: (p: Shared & { service: string; path: string }) =>
      `${p.service} answers readiness and liveness at the same path ${p.path} in ${formatList(p.environments)}.`,
    why: "Readiness may fail because a dependency is down. If liveness fails with it, all pods are restarted at once, over and over, and the outage spreads.",
    help: () => "Give health.live a path of its own that looks at nothing but the process.",
  }),
  "data/connection-budget": define({
    severity: "error",
    alias: "FF16",
    message: (
      p: Shared & {
        service: string;
        max: number;
        surge: number;
        processes: number;
        pool: number;
        others: number;
        needed: number;
        usable: number;
        engine: string;
        connections: number;
        reserved: number;
      },
    ) =>
      `${p.service} may open (${p.max} replicas + ${p.surge} surge) × ${p.processes} × pool ${p.pool} + ${p.others} = ${p.needed} connections in ${formatList(p.environments)}; its ${p.engine} database is good for ${p.usable} (85 % of ${p.connections} − ${p.reserved} reserved).`,
    why: "PostgreSQL refuses connections beyond max_connections: at the peak of load, and in every rollout then, new pods fail to start.",
    help: (p) => {
      const pool = Math.floor((p.usable - p.others) / ((p.max + p.surge) * p.processes));
      return pool >= 1
        ? `Write pool: ${pool} or less, lower scale.max, or take a larger database instance.`
        : "Lower scale.max or processes, or take a larger database instance.";
    },
  }),
  "data/kafka-durability": define({
    severity: "error",
    alias: "FF17",
    message: (p: { environment: string; role: "brokers" | "controllers"; count: number; isProd: boolean }) =>
      p.isProd
        ? `${p.environment} has ${p.count} Kafka ${p.role}, where production needs 3.`
        : `${p.environment} has 2 Kafka brokers, which are no safer than 1.`,
    why: "Two of three copies confirm a write, so that one broker can be lost or restarted. With two, either every restart stops writes or one loss takes confirmed messages along. Controllers need a majority, which two or one do not have after a loss.",
    help: (p) =>
      p.isProd ? `Write ${p.role}: 3 or more.` : "Write brokers: 3, or brokers: 1 where messages may be lost.",
  }),
  "data/kafka-parallelism": define({
    severity: "error",
    alias: "FF18",
    message: (p: Shared & { service: string; topic: string; max: number; partitions: number }) =>
      `${p.service} may have ${p.max} replicas in ${formatList(p.environments)}, but ${p.topic} has ${p.partitions} partitions.`,
    why: "A partition is read by one member of a consumer group, so replicas beyond the partitions read nothing: scaling up costs money and does not help.",
    help: (p) =>
      `Write scale.max: ${p.partitions} or less, or partitions: ${p.max} or more. More partitions change which key is in which, and can never be fewer again.`,
  }),
  "data/kafka-disk": define({
    severity: "error",
    alias: "FF20",
    message: (p: {
      environment: string;
      stored: string;
      copies: number;
      brokers: number;
      headroom: number;
      needed: string;
      given: string;
    }) =>
      `The topics of ${p.environment} hold ${p.stored} × ${p.copies} copies / ${p.brokers} brokers × ${p.headroom} = ${p.needed} on each broker, whose disk is ${p.given}. Topics that are compacted or have no throughput come on top.`,
    why: "A broker whose disk is full stops, and so do the others, since all fill alike.",
    help: () => "Raise kafka.storage or brokers, or lower the retention of the largest topic.",
  }),
  "data/elasticsearch-disk": define({
    severity: "error",
    alias: "FF21",
    message: (p: {
      environment: string;
      daily: string;
      days: string;
      copies: number;
      nodes: number;
      overhead: number;
      needed: string;
      usable: string;
      storage: string;
    }) =>
      `The logs of ${p.environment} take ${p.daily} × ${p.days} days × ${p.copies} copies × ${p.overhead} / ${p.nodes} nodes = ${p.needed} on each node; ${p.usable} of its ${p.storage} can be used (85 %).`,
    why: "Above 85 % Elasticsearch places no more shards on a node, at 95 % it makes indexes read-only: logs of the very incident are lost.",
    help: () => "Raise logging.storage or nodes, or lower logging.retention.",
  }),
  "data/rds-invariants": define({
    severity: "error",
    alias: "FF56",
    message: (p: { environment: string; field: string }) =>
      `In ${p.environment}, production's databases have ${p.field} switched off.`,
    why: "Without a standby the loss of a zone is an outage for as long as a restore takes, and without protection one wrong click deletes a database.",
    help: (p) => `Remove ${p.field}: production has it unless the spec says otherwise.`,
  }),
  "data/rds-limits": define({
    severity: "error",
    message: (p: { environment: string; problem: string; remedy: string }) => `In ${p.environment}, ${p.problem}.`,
    why: "RDS refuses it, after the plan was approved and half of it applied.",
    help: (p) => p.remedy,
  }),
  "data/window-collision": define({
    severity: "error",
    alias: "FF24",
    message: (p: { environment: string; window: string; other: string }) =>
      `In ${p.environment}, ${p.window} meets ${p.other}.`,
    why: "RDS refuses a backup window that overlaps the maintenance window, and a dump that is cut off by a restart is no copy.",
    help: () => "Move one of them; all times are UTC, and a dump may take up to six hours.",
  }),
  "data/engine-tier": define({
    severity: "error",
    alias: "FF22",
    message: (p: { environment: string; problem: string; remedy: string }) => `In ${p.environment}, ${p.problem}.`,
    why: "Production has to survive the loss of a database instance and to find data that was wrong for weeks; an engine that cannot do that, or is not fully described, is found out in the worst moment.",
    help: (p) => p.remedy,
  }),
  "data/backup-closure": define({
    severity: "error",
    alias: "FF23",
    message: (p: { environment: string; problem: string; remedy: string }) => `In ${p.environment}, ${p.problem}.`,
    why: "A backup is worth what can be restored of it: there must be a copy at any time, and one that was restored not long ago.",
    help: (p) => p.remedy,
  }),
  "data/bucket-name": define({
    severity: "error",
    message: (p: { bucket: string; problem: string; remedy: string }) =>
      `No bucket can be named ${p.bucket}: ${p.problem}.`,
    why: "S3 refuses the bucket when Terraform is half-way through, or two things that know nothing of each other share one.",
    help: (p) => p.remedy,
  }),
  "data/removed-still-there": define({
    severity: "error",
    message: (p: { environment: string; field: "databases" | "engines" | "buckets"; entry: string }) =>
      `removed says that ${p.environment} may lose ${p.field === "buckets" ? "the bucket" : p.field === "engines" ? "databases on" : "the database of"} ${p.entry}, which the spec still has.`,
    why: "A permission that is there before the removal is forgotten, and then lets somebody remove the data by mistake.",
    help: () =>
      "Remove the data in the same change, or take it out of removed. Take it out, too, when it comes back after it was removed.",
  }),
  "network/subnet-exhaustion": define({
    severity: "error",
    alias: "FF08",
    message: (p: {
      environment: string;
      prefix: number;
      needed: number;
      usable: number;
      sums: readonly string[];
      others: number;
    }) =>
      `The private subnet of one zone of ${p.environment}, a /${p.prefix}, has ${p.usable} addresses; at most nodes it needs ${p.needed} (${p.sums.join(" + ")} + ${p.others} others).`,
    why: "The VPC CNI takes all interfaces of an instance with all their addresses before it needs them, and an update starts two more nodes in each zone. Without addresses new nodes join but their pods never start.",
    help: () => "Lower max of the node group, spread it over more zones, or take fewer and smaller instances.",
  }),
  "network/single-nat": define({
    severity: "error",
    alias: "FF37",
    message: (p: { environment: string }) =>
      `${p.environment} has a single NAT gateway, where production needs one in each zone.`,
    why: "When the zone of the one gateway fails, nodes and pods of all zones are cut off from the internet, and traffic between zones costs extra until then.",
    help: () => "Write nat: zone, or leave it out.",
  }),
  "cluster/zone-without-node": define({
    severity: "error",
    alias: "FF10",
    message: (p: { environment: string; group: string; min: number; zones: number }) =>
      `The largest node group of ${p.environment}, ${p.group}, may shrink to ${p.min} nodes in ${p.zones} zones.`,
    why: "A volume is in one zone for good. Where no node is left in it, the broker, database or Prometheus that it belongs to stays Pending.",
    help: (p) => `Write min: ${p.zones} or more for one node group.`,
  }),
  "cluster/node-disk": define({
    severity: "error",
    message: (p: { group: string; disk: string; smallest: string }) =>
      `Nodes of ${p.group} have a root volume of ${p.disk}, and the machine image alone takes ${p.smallest}.`,
    why: "EC2 makes no volume that is smaller than the snapshot in the image, so the group would never have a node.",
    help: (p) => `Write a disk of more than ${p.smallest}, such as 80Gi.`,
  }),
  "network/cidr-overlap": define({
    severity: "error",
    alias: "FF39",
    message: (p: { what: string; cidr: string; other: string; otherCidr: string }) =>
      `${p.cidr}, ${p.what}, overlaps ${p.otherCidr}, ${p.other}.`,
    why: "Networks with common addresses can never be peered or reached from one place, and a VPC that overlaps Services loses packets to them. Neither range can be changed later without building the environment anew.",
    help: () => "Give one of them a range that no other has.",
  }),
  "network/service-range": define({
    severity: "error",
    message: (p: { cidr: string; shortest: number; longest: number }) =>
      `${p.cidr} cannot be the range of Services: it is not a private range with a prefix of ${p.shortest} to ${p.longest}.`,
    why: "EKS refuses the cluster after everything around it is made, and the range of a cluster can never be changed.",
    help: () => "Write a private range such as 172.20.0.0/16, or leave it out.",
  }),
  "network/unusable-zone": define({
    severity: "error",
    message: (p: {
      environment: string;
      region: string;
      zone: string;
      reason: "twice" | "unknown";
      known: readonly string[];
    }) =>
      p.reason === "twice"
        ? `${p.environment} lists zone ${p.zone} twice.`
        : `${p.region} has no zone ${p.zone}, which ${p.environment} wants.`,
    why: "A zone that does not exist stops Terraform half-way; one that is listed twice is one zone less than it seems.",
    help: (p) => (p.reason === "twice" ? "List another zone, or remove it." : `Write one of: ${p.known.join(", ")}.`),
  }),
  "network/unservable-host": define({
    severity: "error",
    alias: "FF41",
    message: (p: { environment: string; host: string; problem: string; remedy: string }) =>
      `${p.host}, a host of ${p.environment}, ${p.problem}.`,
    why: "Browsers refuse a host without a certificate, and look a host up in the zone that is nearest to it, which knows nothing of another environment's.",
    help: (p) => p.remedy,
  }),
  "network/timeout-budget": define({
    severity: "error",
    alias: "FF57",
    message: (
      p: Shared & {
        caller: string;
        service: string;
        callee: string;
        timeout: number;
        attempts: number;
        parentTimeout: number;
      },
    ) =>
      `${p.service} waits up to ${p.timeout} ms × ${p.attempts} = ${p.timeout * p.attempts} ms for ${p.callee}, but ${p.caller} gives up on ${p.service} after ${p.parentTimeout} ms (${formatList(p.environments)}).`,
    why: "The answer comes when nobody waits for it any more: the work is wasted, the caller's retry doubles it, and a slow callee becomes an outage of all that lie above.",
    help: (p) => {
      const timeout = Math.floor((p.parentTimeout - 1) / p.attempts);
      const longer = `give ${p.caller} a timeout above ${p.timeout * p.attempts}ms for ${p.service}`;
      return timeout >= 1
        ? `Write timeout: ${timeout}ms or less for ${p.callee}, or ${longer}.`
        : `Remove retries, or ${longer}.`;
    },
  }),
  "network/retry-storm": define({
    severity: "warning",
    message: (p: Shared & { way: readonly string[]; attempts: number; most: number }) =>
      `One request to ${p.way[0]} may become ${p.attempts} requests along ${p.way.join(" → ")}, more than ${p.most} (${formatList(p.environments)}).`,
    why: "Retries multiply along a path. What fails because of load gets a multiple of it and does not come back.",
    help: () => "Retry at one place of the path only, near what fails.",
  }),
  "catalog/unknown-instance-type": define({
    severity: "error",
    message: (p: { what: string; name: string; nearest?: string | undefined }) =>
      `There is no ${p.what} "${p.name}" in the catalogue.`,
    why: "CPU, memory, addresses and connections are computed from it; without them nothing can be said about whether services fit.",
    help: (p) =>
      p.nearest === undefined
        ? "Choose one of a common family such as m7i, m7g, r7g or t4g, or add it to src/catalog/instance-types.ts."
        : `Did you mean "${p.nearest}"? If it is new, add it to src/catalog/instance-types.ts.`,
  }),
  "catalog/unsupported-kubernetes": define({
    severity: "error",
    alias: "FF49",
    message: (p: { version: string; asOf: string; supported: readonly string[] }) =>
      `EKS does not offer Kubernetes ${p.version}, as far as the catalogue of ${p.asOf} knows.`,
    why: "EKS refuses to create such a cluster, and whether the objects we write are served by it is not known.",
    help: (p) => `Write ${formatChoice(p.supported.map((version) => `"${version}"`))}.`,
  }),
  "catalog/extended-support": define({
    severity: "warning",
    message: (p: { version: string; end: string; asOf: string; supported: readonly string[] }) =>
      `Standard support of Kubernetes ${p.version} on EKS ended on ${p.end} (as of ${p.asOf}).`,
    why: "Extended support costs several times as much for each cluster, and after a year EKS updates the cluster by itself.",
    help: (p) =>
      `Update one minor version at a time, to ${formatChoice(p.supported.map((version) => `"${version}"`))}.`,
  }),
  "release/unpinned-image": define({
    severity: "error",
    alias: "FF51",
    message: (p: { environment: string; service: string; tag: string }) =>
      `${p.service} runs by its tag ${p.tag} alone in ${p.environment}, which is production.`,
    why: "A tag can be moved: nodes that pull at different times would run different programs under one name, and nobody could say which was tested.",
    help: (p) => `Add releases.${p.environment}.${p.service}.digest, as the registry says it after the push.`,
  }),
  "slo/infeasible": define({
    severity: "error",
    alias: "FF53",
    message: (p: Shared & { service: string; what: string; objective: number; factor: number }) =>
      `The page for the ${p.what} ${p.objective} % of ${p.service} can never fire: ${p.factor} × (100 − ${p.objective}) % = ${Math.round(p.factor * (100 - p.objective) * 100) / 100} % failures are not possible (${formatList(p.environments)}).`,
    why: "The fastest alert fires when the error budget burns 14.4 times as fast as it may. With a budget this large, even a complete outage burns more slowly.",
    help: () => "Write more than 93.06.",
  }),
  "slo/unmeasured": define({
    severity: "error",
    message: (p: Shared & { service: string }) =>
      `${p.service} promises something that nobody can measure: it has metrics: false (${formatList(p.environments)}).`,
    why: "An SLO is counted from the histogram of the service's requests. Without metrics none of its alerts can fire, and its budget always looks untouched.",
    help: (p) =>
      `Remove services.${p.service}.metrics and serve the histogram of docs/metrics.md, or remove services.${p.service}.slo.`,
  }),
  "slo/short-retention": define({
    severity: "error",
    message: (p: { environment: string; service: string; retention: string; window: string; isTooShort: boolean }) =>
      `Prometheus in ${p.environment} keeps ${p.retention}, but ${p.isTooShort ? "alerts on the SLO of" : "the error budget of"} ${p.service} ${p.isTooShort ? "look" : "looks"} back ${p.window}: ${p.retention} < ${p.window}.`,
    why: "What is no longer kept is not counted: the slow alerts then judge a shorter time than they say, and a budget of 30 days forgets what happened in it.",
    help: (p) => `Write ${p.window} or more in environments.${p.environment}.monitoring.retention.`,
  }),
  "slo/above-dependencies": define({
    severity: "warning",
    message: (
      p: Shared & {
        service: string;
        availability: number;
        needed: readonly { service: string; availability: number }[];
        product: number;
      },
    ) =>
      `${p.service} promises ${p.availability} %, but what it requires promises ${p.needed.map(({ service, availability }) => `${service} ${availability} %`).join(" × ")} = ${p.product} % (${formatList(p.environments)}).`,
    why: "While everyone keeps their promise, this one is broken: its team is paged for failures of others.",
    help: (p) =>
      `Promise ${p.product} or less, raise what the callees promise, or write required: false where it can answer without them.`,
  }),
  "alerts/no-receiver": define({
    severity: "warning",
    alias: "FF54",
    message: (p: Shared & { team: string; owner: string }) =>
      p.team === p.owner
        ? `Nobody is told of alerts of ${p.team}, which answers for the platform (${formatList(p.environments)}).`
        : `Nobody is told of alerts of ${p.team}: neither it nor ${p.owner}, which answers for the platform, has a channel (${formatList(p.environments)}).`,
    why: "Prometheus would find out that something is down, and nobody else would.",
    help: (p) =>
      `Write teams.${p.owner}.slack, for all alerts that no other team is told of, or teams.${p.team}.slack.`,
  }),
  "environments/not-isolated": define({
    severity: "error",
    alias: "FF58",
    message: (p: { environment: string; other: string; what: string; value: string }) =>
      `${p.environment} has the same ${p.what} as ${p.other}: ${p.value}.`,
    why: "What is done in one environment would happen in the other: Argo CD tells clusters apart by name, DNS by domain, and an account's permissions and quotas hold for all that is in it.",
    help: (p) => `Give ${p.environment} ${p.what === "AWS account" ? "an" : "a"} ${p.what} of its own.`,
  }),
};

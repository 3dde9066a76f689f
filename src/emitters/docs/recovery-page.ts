import { minInSyncReplicasOf, replicationFactorOf } from "../../catalog/kafka-replication.ts";
import { components } from "../../graph/components.ts";
import { type Graph, serviceNode } from "../../graph/graph.ts";
import type { Environment } from "../../model/platform.ts";
import {
  databaseUnitOf,
  KAFKA_UNIT,
  LOG_SNAPSHOTS_PURPOSE,
  LOGGING_UNIT,
  MONITORING_UNIT,
  messagingUnitOf,
  operatorUnitOf,
  PLATFORM_UNIT,
  restoreDrillOf,
} from "../../naming/names.ts";
import { backendPathOf } from "../../naming/paths.ts";
import { isMultiAz, retentionDaysOf } from "../../resources/aws/rds/settings.ts";
import { instancesOf } from "../../resources/databases/resources.ts";
import { longestGap, parseSchedule } from "../../schema/cron.ts";
import { DAY, formatDuration } from "../../schema/quantity.ts";
import type { DocsContext, PageContext } from "./context.ts";
import { code, fenced, link, page, section, steps, table } from "./markdown.ts";
import { environmentPageOf, servicePageOf } from "./paths.ts";
import { script } from "./scripts.ts";

type Context = PageContext<DocsContext>;
type Database = NonNullable<Environment["database"]>;

/** What may be lost, how long it takes, and in which order everything comes back. The order needs all services on one page. */
export function recoveryPage(context: Context): string {
  const { environment } = context;
  return page([
    `# Recovery of ${environment.name}`,
    section("What is lost", whatIsLost(context)),
    section("How long it takes", howLong(context)),
    section("Order", order(context)),
    section("Losing the account or the region", [elsewhere(context)]),
  ]);
}

/** Nobody declares an objective: what stands here follows from schedules and engines, and is no promise beyond them. */
function whatIsLost({ environment, commands }: Context): readonly string[] {
  const { database, kafka, logging, services } = environment;
  const storing = services.some((service) => service.database !== undefined);
  const rows = [
    ...(database && storing ? databaseRows(environment, database) : []),
    ...(kafka
      ? [
          [
            "Kafka",
            kafka.brokers > 1 ? "a broker" : "the only broker's pod",
            `nothing that was confirmed (${replicationFactorOf(kafka.brokers)} copies, ${minInSyncReplicasOf(kafka.brokers)} confirm)`,
          ],
          ["Kafka", "all volumes", "every message: there is no backup. Databases are what services start from again"],
        ]
      : []),
    ...(logging
      ? [
          [
            "logs",
            "all volumes",
            `what came after the snapshot of the night (01:30 UTC), in the bucket ${code(commands.bucket(LOG_SNAPSHOTS_PURPOSE))}`,
          ],
        ]
      : []),
    ["metrics", "the volumes", "everything: there is no backup"],
    ["services, settings, dashboards", "anything", "nothing: they are in git"],
  ];
  return [
    "The spec declares no recovery objectives. This is what its engines and schedules give (RPO):",
    ...table(["of", "when this is lost", "this is gone"], rows),
  ];
}

function databaseRows(environment: Environment, database: Database): readonly (readonly string[])[] {
  const schedule = parseSchedule(database.backup.schedule);
  const gap = schedule === undefined ? "a day" : formatDuration(longestGap(schedule));
  const copy = [
    "databases",
    "the server and its backups",
    `up to ${gap} and the time of a dump: the portable copy of ${code(database.backup.schedule)} UTC, kept for ${Math.ceil(database.backup.retention / DAY)} days`,
  ];
  switch (database.engine) {
    case "rds":
      return [
        [
          "databases",
          "an instance or a zone",
          isMultiAz(environment)
            ? "nothing: the standby in another zone takes over"
            : "about five minutes: a restore to the last moment that RDS has",
        ],
        [
          "databases",
          "data, by a mistake",
          `about five minutes, and back to any second of ${retentionDaysOf(environment)} days`,
        ],
        copy,
      ];
    case "cnpg": {
      const least = Math.min(
        ...environment.services.flatMap((service) => (service.database ? [instancesOf(database, service)] : [])),
      );
      return [
        [
          "databases",
          "an instance or a zone",
          least >= 3 ? "nothing: a commit waits for a standby" : "what the standby had not got yet, seconds as a rule",
        ],
        [
          "databases",
          "all instances, or data by a mistake",
          `about five minutes, the longest that a log segment waits; back to any second of ${Math.ceil(database.backup.retention / DAY)} days`,
        ],
        copy,
      ];
    }
    case "statefulset":
      return [
        ["databases", "the pod or its node", "nothing: the volume stays, in its zone"],
        [...copy.slice(0, 1), "the volume, its zone, or data by a mistake", ...copy.slice(2)],
      ];
  }
}

/** Only what was measured: the drills restore a copy each time. */
function howLong(context: Context): readonly string[] {
  const { environment, commands } = context;
  const storing = environment.services.filter((service) => service.database !== undefined);
  return [
    `No time is declared (RTO), and none is promised here.${storing.length > 0 ? " What restoring a copy takes is measured by the drills: from `START` to `END`. An estimate for all at once is their sum." : ""}`,
    ...(storing.length > 0
      ? [
          fenced([
            commands.kubectl(
              `get jobs -l 'app.kubernetes.io/name in (${storing.map(({ name }) => restoreDrillOf(name)).join(",")})' -o custom-columns=NAME:.metadata.name,START:.status.startTime,END:.status.completionTime`,
            ),
          ]),
        ]
      : []),
  ];
}

/** As Argo CD's waves have it: each step stands on the ones before. */
function order(context: Context): readonly string[] {
  const { platform, environment, graph, commands, operators, units, path } = context;
  const wait = (some: readonly string[]) =>
    some
      .filter((unit) => units.includes(unit) || unit.startsWith("operators/"))
      .map((unit) => `argocd app wait ${commands.application(unit)} --sync --health`);
  const names = environment.services.map(({ name }) => name);
  const storing = environment.services.filter((service) => service.database !== undefined);
  const [certificates, others] = [
    operators.filter(({ stage }) => stage === "certificates"),
    operators.filter(({ stage }) => stage !== "certificates"),
  ];
  const levels = levelsOf(graph);
  return [
    steps(
      [
        [
          `The way in: ${link("get in", path, environmentPageOf(environment.name), "Get in")}.${platform.terraform ? " If the infrastructure is gone, Terraform makes it again, from the state if that is there." : ""}`,
          platform.terraform
            ? [commands.terraformInit, commands.terraform("plan"), commands.terraform("apply")]
            : [`aws --region ${environment.aws.region} eks describe-cluster --name ${environment.cluster.name}`],
        ],
        [
          "Argo CD and the root, which then brings the rest in this order by itself.",
          [script("deploy", context, "--dry-run"), script("deploy", context)],
        ],
        [
          "Operators: certificates first, then those whose kinds the rest has.",
          wait([...certificates, ...others].map(({ name }) => operatorUnitOf(name))),
        ],
        ["Namespaces, quotas, the secret store.", wait([PLATFORM_UNIT])],
        [
          `What holds data. A database that is empty now is restored before its service starts: ${storing.length === 0 ? "none here" : storing.map(({ name }) => link(name, path, servicePageOf(environment.name, name), "Restore")).join(", ")}.`,
          wait([...(environment.kafka ? [KAFKA_UNIT] : []), ...storing.map(({ name }) => databaseUnitOf(name))]),
        ] as const,
        ...(names.some((name) => units.includes(messagingUnitOf(name)))
          ? [["Topics and their users.", wait(names.map(messagingUnitOf))] as const]
          : []),
        ...levels.map(
          (level, index) =>
            [
              `${index === 0 ? "Services that call nobody" : "Services that call those"}: ${level.map((name) => link(name, path, servicePageOf(environment.name, name))).join(", ")}.`,
              wait(level),
            ] as const,
        ),
        ["What watches.", wait([MONITORING_UNIT, ...(environment.logging ? [LOGGING_UNIT] : [])])],
      ].filter(([, lines]) => lines.length > 0) as readonly (readonly [string, readonly string[]])[],
    ),
  ];
}

/** Services by their height above those that call nobody. Within a circle of calls only the required ones count. */
function levelsOf(graph: Graph): readonly (readonly string[])[] {
  const names = graph.order.flat();
  const calleesOf = (name: string) =>
    graph.from(serviceNode(name)).flatMap(({ kind, to, required }) => {
      const callee = to.slice("service:".length);
      return kind === "calls" && (required || !graph.isWithinCircle(name, callee)) ? [callee] : [];
    });
  const heights = new Map<string, number>();
  for (const group of components(names, calleesOf)) {
    const below = group.flatMap(calleesOf).map((callee) => heights.get(callee) ?? -1);
    for (const name of group) heights.set(name, Math.max(-1, ...below) + 1);
  }
  const byHeight = Map.groupBy(names, (name) => heights.get(name) ?? 0);
  return [...byHeight.keys()].toSorted((a, b) => a - b).map((height) => (byHeight.get(height) ?? []).toSorted());
}

const elsewhere = ({ platform, environment }: Context): string =>
  `Nothing of this is outside the account ${code(environment.aws.account)} and ${code(environment.aws.region)}: neither databases, nor copies, nor${platform.terraform ? ` Terraform's state (${code(backendPathOf(environment.name))})` : " buckets"}. Without them only what is in git comes back, with empty databases. Who must survive that needs copies elsewhere, which the spec cannot ask for.`;

import { serviceNode } from "../../graph/graph.ts";
import { usesTopics } from "../../model/variables.ts";
import {
  dashboardPathOf,
  databaseExporterOf,
  databaseOf,
  databaseUnitOf,
  GRAFANA,
  hostOf,
  KAFKA_UNIT,
  kafkaClusterOf,
  messagingUnitOf,
} from "../../naming/names.ts";
import { runbookPathOf } from "../../naming/paths.ts";
import { DATABASES, KAFKA_MONITORING } from "../../resources/dashboards/platform.ts";
import { isAutoscaled } from "../../resources/kubernetes/horizontal-pod-autoscaler.ts";
import { formatCpu, formatDuration, formatMemory } from "../../schema/quantity.ts";
import { podsOf, word } from "./commands.ts";
import type { PageContext, ServiceDocsContext } from "./context.ts";
import { identifierOf, serverPodsOf } from "./database-commands.ts";
import { code, fenced, link, list, page, section, steps, table, text } from "./markdown.ts";
import { environmentPageOf, servicePageOf, troubleshootingPageOf } from "./paths.ts";
import { restoring } from "./restoring.ts";
import { credentials } from "./service-credentials.ts";

type Context = PageContext<ServiceDocsContext>;

/** A service in one environment, for who has just been woken because of it: what to look at, where it comes from, what to do. */
export function servicePage(context: Context): string {
  const { service, environment, path } = context;
  return page([
    `# ${service.name} in ${environment.name}`,
    service.description === undefined ? [] : text(service.description),
    `${ownerLine(context)} ${link("Get in", path, environmentPageOf(environment.name), "Get in")} first.`,
    section("First look", firstLook(context)),
    section("What it needs", needs(context)),
    section("Who needs it", whoNeedsIt(context)),
    section("Alerts", alerts(context)),
    section("Objective", [objective(context)]),
    section("Dashboards", dashboards(context)),
    section("Scale", scaling(context)),
    section("Roll back", rollingBack(context)),
    section("Restore", restoring(context)),
    section("Credentials", credentials(context)),
  ]);
}

function ownerLine({ platform, environment, service }: Context): string {
  const { slack, pagerduty } = platform.teams[service.owner] ?? {};
  const channel = slack === undefined ? "" : `, ${code(slack)}`;
  const paged = pagerduty && environment.tier === "prod" ? ", paged" : "";
  return `Owner: ${service.owner}${channel}${paged}.`;
}

const firstLook = ({ commands, service }: Context) => [
  fenced([
    commands.kubectl(`get pods ${podsOf(service.name)} -o wide`),
    commands.kubectl(`logs deployment/${service.name} --since=15m --tail=100`),
    commands.kubectl(`rollout history deployment/${service.name}`),
    commands.kubectl("get events --sort-by=.lastTimestamp --field-selector type=Warning"),
    `argocd app get ${commands.application(service.name)}`,
  ]),
];

/** What it depends on, what cannot be done without first: the causes that lie outside it. */
function needs(context: Context): readonly string[] {
  const { environment, service, commands, path, platform } = context;
  const calls = service.calls.toSorted((a, b) => Number(b.required) - Number(a.required));
  const publishes = service.publishes.map(({ topic }) => topic);
  const topics = [...new Set([...publishes, ...service.consumes.map(({ topic }) => topic)])];
  const rows = [
    ...calls.map(({ service: callee, timeout, retries, required }) => [
      link(callee, path, servicePageOf(environment.name, callee)),
      `call, ${formatDuration(timeout)}${retries === 0 ? "" : `, then ${retries} more`}`,
      required ? "not ready without it" : "works on without it",
    ]),
    ...(service.database
      ? [[code(databaseOf(service.name)), `PostgreSQL, ${environment.database?.engine}`, "not ready without it"]]
      : []),
    ...topics.map((topic) => {
      const group = service.consumes.find((consumption) => consumption.topic === topic)?.group;
      const isWritten = publishes.includes(topic);
      const verbs = [...(isWritten ? ["writes"] : []), ...(group === undefined ? [] : [`reads as ${code(group)}`])];
      return [
        code(topic),
        `topic, ${verbs.join(" and ")}`,
        isWritten ? "cannot tell what happened" : "does not hear of what happened",
      ];
    }),
    ...service.egress.map(({ host, port }) => [code(`${host}:${port}`), "outside", "what needs it fails"]),
    ...service.buckets.map(({ name, access }) => [
      code(commands.bucket(name)),
      `bucket, ${access}`,
      "what needs it fails",
    ]),
  ];
  const looks = [
    ...(calls.length > 0 ? [commands.kubectl(`get deployments ${calls.map((call) => call.service).join(" ")}`)] : []),
    ...(service.database ? [commands.kubectl(`logs deployment/${databaseExporterOf(service.name)} --tail=20`)] : []),
    ...(service.database && environment.database?.engine === "rds"
      ? [
          commands.aws(
            `rds describe-db-instances --db-instance-identifier ${identifierOf(context)} --query 'DBInstances[].DBInstanceStatus' --output text`,
          ),
        ]
      : []),
    ...(service.database && environment.database?.engine !== "rds"
      ? [commands.kubectl(`get pods,pvc ${serverPodsOf(environment, databaseOf(service.name))}`)]
      : []),
    ...(topics.length > 0
      ? [
          commands.kubectl(`get kafka ${kafkaClusterOf(platform.name)}`),
          commands.kubectl(`get kafkatopics ${topics.join(" ")}`),
        ]
      : []),
  ];
  return [
    ...table(["what", "how", "when it is gone"], rows),
    ...(looks.length > 0 ? ["The likeliest causes from outside, in this order:", fenced(looks)] : []),
    ...(rows.length === 0 ? ["Nothing: a cause lies in it, in its release or in the nodes."] : []),
  ];
}

/** Who notices when it fails. */
function whoNeedsIt({ environment, graph, service, path }: Context): readonly string[] {
  const nameOf = (node: string) => node.slice("service:".length);
  const to = (name: string) => link(name, path, servicePageOf(environment.name, name));
  const hosts = service.expose ? [hostOf(service.expose.host, environment.aws.domain)] : [];
  const rows = [
    ...hosts.map((host) => [code(host), `the internet, ${service.expose?.paths.map(code).join(", ")}`]),
    ...graph
      .to(serviceNode(service.name))
      .filter(({ kind }) => kind === "calls")
      .map(({ from, required }) => [to(nameOf(from)), required ? "not ready without it" : "works on without it"]),
    ...service.publishes.flatMap(({ topic }) =>
      graph
        .to(`topic:${topic}`)
        .filter(({ kind }) => kind === "consumes")
        .map(({ from }) => [to(nameOf(from)), `reads ${code(topic)}`]),
    ),
  ];
  return rows.length === 0 ? ["Nobody in this environment."] : table(["who", "how"], rows);
}

/** All about it, its database and its consumers; the page of each says more, and takes these variables. */
function alerts({ environment, ruleUnits, service, path }: Context): readonly string[] {
  const own = ruleUnits.filter(({ subject }) => subject.service === service.name);
  const rows = own.flatMap(({ rules }) =>
    rules.alerts.map(({ name, severity, for: after, summary }) => [
      link(name, path, runbookPathOf(name)),
      severity === "critical" && environment.tier === "prod" ? "pages" : "ticket",
      after,
      text(summary),
    ]),
  );
  const seen = new Set<string>();
  const unique = rows.filter((row) => !seen.has(row.join()) && seen.add(row.join()));
  return unique.length === 0
    ? []
    : [
        "Their pages work as they are after this:",
        fenced([`environment=${environment.name}`, `service=${service.name}`]),
        ...table(["alert", "", "after", "what"], unique),
      ];
}

const MINUTES = 30 * 24 * 60;

function objective({ service: { slo } }: Context): string {
  if (slo === undefined) return "None is declared, so none is measured or alerted on.";
  const minutes = Math.round(((100 - slo.availability) / 100) * MINUTES);
  const latency = slo.latency
    ? ` ${slo.latency.target} % of requests take less than ${formatDuration(slo.latency.under)}.`
    : "";
  return `${slo.availability} % of requests succeed, over 30 days: as much as ${minutes} minutes without any.${latency}`;
}

function dashboards({ environment, service, commands }: Context): readonly string[] {
  const uids = [
    service.name,
    ...(service.database ? [DATABASES] : []),
    ...(usesTopics(service) ? [KAFKA_MONITORING] : []),
  ];
  return [
    fenced([commands.kubectl(`port-forward service/${GRAFANA} 3000`, environment.observabilityNamespace)]),
    ...list(
      uids.map((uid) => code(`http://localhost:3000${dashboardPathOf(uid)}?var-environment=${environment.name}`)),
    ),
  ];
}

function scaling(context: Context): readonly string[] {
  const { environment, service, commands, fileOf } = context;
  const { min, max, cpu, memory } = service.scale;
  const { resources } = service;
  const each = `${formatCpu(resources.cpu)} CPU and ${formatMemory(resources.memory)} each`;
  const spec = `${code(`services.${service.name}.scale`)} in ${code(fileOf(service.origin))}, or ${code(`environments.${environment.name}.overrides`)}`;
  if (!isAutoscaled(service)) {
    return [
      `Always ${min} replicas, ${each}. Another number is a change of ${spec}; the quota of the namespace counts with these.`,
    ];
  }
  return [
    `${min} to ${max} replicas, ${each}, by use: ${cpu} % of the CPU${memory === undefined ? "" : ` or ${memory} % of the memory`}. Other numbers are a change of ${spec}; the quota of the namespace counts with ${max}.`,
    "At once, as many as there may be:",
    fenced([
      ...commands.hold(service.name),
      commands.kubectl(`patch hpa ${service.name} --type=merge --patch '{"spec":{"minReplicas":${max}}}'`),
      commands.kubectl(`describe hpa ${service.name}`),
    ]),
    "Back to what git says; until then no release arrives:",
    fenced(commands.release(service.name)),
  ];
}

/** By git, and where that takes too long by hand first. */
function rollingBack(context: Context): readonly string[] {
  const { environment, service, commands, fileOf, path } = context;
  const file = fileOf(["releases", environment.name, service.name]);
  return [
    steps([
      [
        "At once: the replicas of the release before.",
        [
          ...commands.hold(service.name),
          commands.kubectl(`rollout undo deployment/${service.name}`),
          commands.kubectl(`rollout status deployment/${service.name} --timeout=10m`),
        ],
      ],
      [
        `For good: set ${code(`releases.${environment.name}.${service.name}`)} to the tag and digest of before, run ${code("npm run generate")}, and release it ${link("as any change", path, troubleshootingPageOf(environment.name), "Failed deployments")}.`,
        [`git log --oneline -5 -- ${word(file)}`],
      ],
      ["Once git says the same, give it back.", commands.release(service.name)],
    ]),
    "What a release did to data stays: a migration has to be undone by one.",
  ];
}

/** Units of a service, the service's own first. */
export const unitsOf = ({ service, units }: Pick<ServiceDocsContext, "service" | "units">): readonly string[] =>
  [service.name, databaseUnitOf(service.name), messagingUnitOf(service.name)].filter(
    (unit) => units.includes(unit) && unit !== KAFKA_UNIT,
  );

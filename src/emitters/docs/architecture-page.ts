import { BACKUPS_PURPOSE, databaseOf, hostOf } from "../../naming/names.ts";
import type { DocsContext, PageContext } from "./context.ts";
import { page, section, table, text } from "./markdown.ts";
import { type DiagramEdge, type DiagramNode, flowchart, idOf } from "./mermaid.ts";

type Context = PageContext<DocsContext>;

/** The environment in four pictures, of which each leaves out what the others show. */
export function architecturePage(context: Context): string {
  const { environment } = context;
  return page([
    `# Architecture of ${environment.name}`,
    section("Calls", [
      "Who calls whom, from left to right. Dotted: the caller works on without it.",
      flowchart(...calls(context)),
    ]),
    section("Topics", topics(context)),
    section("Data", data(context)),
    section("Network", [
      "Where traffic crosses, beside the calls above. Dotted: metrics. NetworkPolicies refuse what no edge asked for; what operators, agents and exporters do among themselves is left out.",
      flowchart(...network(context)),
    ]),
  ]);
}

type Diagram = readonly [nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]];

const INTERNET: DiagramNode = { id: idOf("outside", "internet"), label: "internet", shape: "outside" };

const serviceNodes = ({ environment }: Context, group?: string): readonly DiagramNode[] =>
  environment.services.map(({ name }) => ({
    id: idOf("service", name),
    label: name,
    ...(group !== undefined && { group }),
  }));

function calls(context: Context): Diagram {
  const { services } = context.environment;
  const exposed = services.filter(({ expose }) => expose !== undefined);
  return [
    [...(exposed.length > 0 ? [INTERNET] : []), ...serviceNodes(context)],
    [
      ...exposed.map(({ name }) => ({ from: INTERNET.id, to: idOf("service", name) })),
      ...services.flatMap(({ name, calls: called }) =>
        called.map(({ service, required }) => ({
          from: idOf("service", name),
          to: idOf("service", service),
          dotted: !required,
        })),
      ),
    ],
  ];
}

function topics(context: Context): readonly string[] {
  const { services, topics: all } = context.environment;
  if (all.length === 0) return ["None."];
  const clients = services.filter(({ publishes, consumes }) => publishes.length + consumes.length > 0);
  const edges = clients.flatMap(({ name, publishes, consumes }) => [
    ...publishes.map(({ topic }) => ({ from: idOf("service", name), to: idOf("topic", topic) })),
    ...consumes.map(({ topic }) => ({ from: idOf("topic", topic), to: idOf("service", name) })),
  ]);
  const nodes = [
    ...clients.map(({ name }) => ({ id: idOf("service", name), label: name })),
    ...all.map(({ name }) => ({ id: idOf("topic", name), label: name, shape: "queue" as const })),
  ];
  return [
    flowchart(nodes, edges),
    ...table(
      ["topic", "what its messages say"],
      all.flatMap(({ name, description }) => (description === undefined ? [] : [[name, text(description)]])),
    ),
  ];
}

function data(context: Context): readonly string[] {
  const { environment, commands } = context;
  const { services, database } = environment;
  const storing = services.filter(({ database: own }) => own !== undefined);
  const keeping = services.filter(({ buckets }) => buckets.length > 0);
  if (storing.length + keeping.length === 0) return ["None is kept by services."];
  const copies: DiagramNode = {
    id: idOf("bucket", BACKUPS_PURPOSE),
    label: commands.bucket(BACKUPS_PURPOSE),
    shape: "data",
  };
  const purposes = [...new Set(keeping.flatMap(({ buckets }) => buckets.map(({ name }) => name)))].toSorted();
  const users = services.filter((service) => storing.includes(service) || keeping.includes(service));
  const nodes = [
    ...users.map(({ name }) => ({ id: idOf("service", name), label: name })),
    ...storing.map(({ name }) => ({
      id: idOf("database", name),
      label: databaseOf(name),
      shape: "data" as const,
      group: `PostgreSQL, ${database?.engine}`,
    })),
    ...(storing.length > 0 ? [copies] : []),
    ...purposes
      .filter((purpose) => purpose !== BACKUPS_PURPOSE)
      .map((purpose) => ({ id: idOf("bucket", purpose), label: commands.bucket(purpose), shape: "data" as const })),
  ];
  const edges = [
    ...storing.flatMap(({ name }) => [
      { from: idOf("service", name), to: idOf("database", name) },
      { from: idOf("database", name), to: copies.id, label: "copies" },
    ]),
    ...keeping.flatMap(({ name, buckets }) =>
      buckets.map((bucket) => ({ from: idOf("service", name), to: idOf("bucket", bucket.name), label: bucket.access })),
    ),
  ];
  return [flowchart(nodes, edges)];
}

/** Where things are and where traffic crosses; who calls whom within the services is above. */
function network(context: Context): Diagram {
  const { environment } = context;
  const { services, aws, namespace, observabilityNamespace, database, kafka, logging } = environment;
  const exposed = services.filter(({ expose }) => expose !== undefined);
  const leaving = services.filter(({ egress }) => egress.length > 0);
  const hosts = [
    ...new Set(leaving.flatMap(({ egress }) => egress.map(({ host, port }) => `${host}:${port}`))),
  ].toSorted();
  const balancer: DiagramNode = {
    id: idOf("subnet", "balancer"),
    label: `load balancer, ${aws.domain}`,
    group: "public subnets",
  };
  const gateways: DiagramNode = {
    id: idOf("subnet", "nat"),
    label: aws.nat === "single" ? "NAT gateway" : "NAT gateways, one in each zone",
    group: "public subnets",
  };
  const brokers: DiagramNode = { id: idOf("platform", "kafka"), label: "Kafka", shape: "queue", group: namespace };
  const isManaged = database?.engine === "rds";
  const databases: DiagramNode = {
    id: idOf("platform", "databases"),
    label: `PostgreSQL, ${database?.engine}`,
    shape: "data",
    group: isManaged ? "database subnets" : namespace,
  };
  const prometheus: DiagramNode = {
    id: idOf("platform", "prometheus"),
    label: "Prometheus",
    group: observabilityNamespace,
  };
  const elasticsearch: DiagramNode = {
    id: idOf("platform", "elasticsearch"),
    label: "Elasticsearch",
    shape: "data",
    group: observabilityNamespace,
  };
  const fluentd: DiagramNode = { id: idOf("platform", "fluentd"), label: "Fluentd", group: "node-agents" };
  const storing = services.filter(({ database: own }) => own !== undefined);
  const clients = services.filter(({ publishes, consumes }) => publishes.length + consumes.length > 0);
  const scraped = services.filter(({ metrics }) => metrics !== undefined);
  const between = (from: string) => (to: string) => ({ from, to });
  return [
    [
      ...(exposed.length > 0 ? [INTERNET, balancer] : []),
      ...serviceNodes(context, namespace),
      ...(kafka ? [brokers] : []),
      ...(storing.length > 0 ? [databases] : []),
      prometheus,
      ...(logging ? [elasticsearch, fluentd] : []),
      ...(hosts.length > 0 ? [gateways] : []),
      ...hosts.map((host) => ({ id: idOf("host", host), label: host, shape: "outside" as const })),
    ],
    [
      ...(exposed.length > 0 ? [{ from: INTERNET.id, to: balancer.id, label: "443" }] : []),
      ...exposed.map(({ name, port, expose }) => ({
        from: balancer.id,
        to: idOf("service", name),
        label: `${hostOf(expose?.host ?? "@", aws.domain)} to ${port}`,
      })),
      ...storing.map(({ name }) => between(idOf("service", name))(databases.id)),
      ...(kafka ? clients.map(({ name }) => between(idOf("service", name))(brokers.id)) : []),
      ...scraped.map(({ name }) => ({ from: prometheus.id, to: idOf("service", name), dotted: true })),
      ...(logging ? [between(fluentd.id)(elasticsearch.id)] : []),
      ...leaving.map(({ name }) => between(idOf("service", name))(gateways.id)),
      ...hosts.map((host) => between(gateways.id)(idOf("host", host))),
    ],
  ];
}

import {
  appProjectOf,
  dashboardPathOf,
  GRAFANA,
  namespaceOf,
  PROMETHEUS,
  SYSTEM_NAMESPACE,
} from "../../naming/names.ts";
import { argocdPathOf } from "../../naming/paths.ts";
import { SYSTEM_OVERVIEW } from "../../resources/dashboards/platform.ts";
import { formatCidr } from "../../schema/cidr.ts";
import { kubeContextOf } from "./commands.ts";
import type { DocsContext, PageContext } from "./context.ts";
import { code, fenced, link, list, page, section, steps, table, text } from "./markdown.ts";
import {
  architecturePageOf,
  INDEX_PAGE,
  maintenancePageOf,
  recoveryPageOf,
  servicePageOf,
  troubleshootingPageOf,
} from "./paths.ts";

type Context = PageContext<DocsContext>;

/** The way into an environment, and from there to everything that is written about it. Of services it knows the names alone (law 10). */
export function environmentPage(context: Context): string {
  const { environment, path } = context;
  const { name, description } = environment;
  return page([
    `# ${name}`,
    description === undefined ? [] : text(description),
    list([
      `Something is wrong: the page of the alert (${link("all", path, INDEX_PAGE, "Alerts")}), of the service (${link("below", path, path, "Services")}), or ${link("troubleshooting", path, troubleshootingPageOf(name))}`,
      `Something is lost: ${link("recovery", path, recoveryPageOf(name))}`,
      `Nothing is wrong: ${link("maintenance", path, maintenancePageOf(name))}`,
      `What hangs together how: ${link("architecture", path, architecturePageOf(name))}`,
    ]),
    section("Get in", getIn(context)),
    section("Where it is", whereItIs(context)),
    section("First look", firstLook(context)),
    section(
      "Services",
      list(environment.services.map((service) => link(service.name, path, servicePageOf(name, service.name)))),
    ),
  ]);
}

function getIn({ platform, environment, commands }: Context): readonly string[] {
  const context = kubeContextOf(platform.name, environment.name);
  const { cluster, aws } = environment;
  const role = `arn:aws:iam::${aws.account}:role/${namespaceOf(platform.name, environment.name)}-cluster-admin`;
  return [
    `From the root of this repository, with credentials for the account ${code(aws.account)}${platform.terraform ? ` (who administers the cluster: the role ${code(role)})` : ""}. All commands of these pages name the context ${code(context)}.`,
    steps([
      [
        "Once.",
        [
          `export AWS_REGION=${aws.region} AWS_DEFAULT_REGION=${aws.region}`,
          "aws sts get-caller-identity --query Account --output text",
          commands.aws(`eks update-kubeconfig --name ${cluster.name} --alias ${context}`),
          ...(platform.terraform
            ? [commands.terraformInit, `eval "$(${commands.terraformState("output -raw kubeconfig")})"`]
            : []),
        ],
      ],
      ...(platform.terraform
        ? [
            [
              "In another terminal, as long as you work: the API server has no address outside.",
              [`$(${commands.terraformState("output -raw tunnel")})`],
            ] as const,
          ]
        : []),
      ["Whether you are there.", [commands.cluster("get nodes"), `argocd app get ${commands.root}`]],
    ]),
  ];
}

function whereItIs({ platform, environment, commands }: Context): readonly string[] {
  const { aws, cluster, gitops, namespace, observabilityNamespace, database, kafka, logging } = environment;
  return table(
    ["what", "where"],
    [
      ["AWS", `account ${code(aws.account)}, ${code(aws.region)}, VPC ${code(formatCidr(aws.cidr))}`],
      ["cluster", `${code(cluster.name)}, Kubernetes ${cluster.kubernetes}`],
      ["services", code(namespace)],
      ["metrics, alerts, logs", code(observabilityNamespace)],
      ["databases", database === undefined ? "none" : `${database.engine}, PostgreSQL ${database.version}`],
      ["Kafka", kafka === undefined ? "none" : `${kafka.brokers} brokers`],
      ["searchable logs", logging === undefined ? "none" : "Elasticsearch, Kibana"],
      ["git", `${code(gitops.revision)}, ${gitops.automated ? "synced by itself" : "synced by hand"}`],
      [
        "Argo CD",
        `${code(commands.root)} in ${code(platform.gitops.namespace)}, from ${code(argocdPathOf(environment.name))}`,
      ],
    ],
  );
}

const firstLook = ({ platform, environment, commands }: Context): readonly string[] => [
  fenced([
    commands.kubectl("get pods --field-selector=status.phase!=Running,status.phase!=Succeeded"),
    commands.kubectl("get events --sort-by=.lastTimestamp --field-selector type=Warning"),
    commands.kubectl("get pods", environment.observabilityNamespace),
    commands.kubectl("get pods", SYSTEM_NAMESPACE),
    `argocd app list --project ${appProjectOf(platform.name, environment.name)}`,
  ]),
  `Prometheus and Grafana, then ${code(`http://localhost:9090/alerts`)} and ${code(`http://localhost:3000${dashboardPathOf(SYSTEM_OVERVIEW)}?var-environment=${environment.name}`)}:`,
  fenced([
    commands.kubectl(`port-forward service/${PROMETHEUS} 9090`, environment.observabilityNamespace),
    commands.kubectl(`port-forward service/${GRAFANA} 3000`, environment.observabilityNamespace),
  ]),
];

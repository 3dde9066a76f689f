import {
  ALERTMANAGER,
  ALERTMANAGER_RECEIVERS,
  BACKUPS_PURPOSE,
  GRAFANA,
  GRAFANA_ADMIN,
  GRAFANA_PASSWORD_KEY,
  kafkaClusterOf,
  PROMETHEUS,
  secretKeyOf,
  secretPrefixOf,
} from "../../naming/names.ts";
import { receiverKeysOf } from "../../resources/monitoring/alertmanager.ts";
import { AUTOSCALER } from "./commands.ts";
import type { DocsContext, PageContext } from "./context.ts";
import { code, fenced, link, page, section, steps, table } from "./markdown.ts";
import { environmentPageOf, INDEX_PAGE } from "./paths.ts";
import { script } from "./scripts.ts";

type Context = PageContext<DocsContext>;

/** What is done while nothing is wrong, so that it stays so. Names no service: what is theirs is on their pages (law 10). */
export function maintenancePage(context: Context): string {
  const { environment, path } = context;
  return page([
    `# Maintenance of ${environment.name}`,
    `${link("Get in", path, environmentPageOf(environment.name), "Get in")} first.`,
    section("Security updates", updates(context)),
    section("Credentials", credentials(context)),
    section("Resource review", resources(context)),
    section("Backup integrity", backups(context)),
    section("Alert review", alertReview(context)),
  ]);
}

const hasDatabases = ({ environment }: Context): boolean =>
  environment.database !== undefined && environment.services.some(({ database }) => database !== undefined);

function updates(context: Context): readonly string[] {
  const { environment, commands, platform } = context;
  const { cluster, database } = environment;
  return [
    "Monthly, and when a vulnerability is known.",
    steps([
      [
        `Kubernetes, add-ons and nodes. A minor version is ${code(`environments.${environment.name}.cluster.kubernetes`)} in the spec, one at a time; a newer image of the nodes comes with the command, in the way of disruption budgets.`,
        [
          commands.aws(
            `eks describe-cluster --name ${cluster.name} --query 'cluster.[version,platformVersion]' --output text`,
          ),
          commands.aws(
            `eks list-insights --cluster-name ${cluster.name} --query 'insights[].[name,insightStatus.status]' --output text`,
          ),
          commands.cluster("get nodes -o wide"),
          commands.aws(`eks list-nodegroups --cluster-name ${cluster.name} --query 'nodegroups[]' --output text`),
          "nodegroup=… # one of those",
          commands.aws(`eks update-nodegroup-version --cluster-name ${cluster.name} --nodegroup-name "$nodegroup"`),
        ],
      ],
      ...(hasDatabases(context) && database?.engine === "rds"
        ? [
            [
              `PostgreSQL. RDS takes minor versions by itself on ${database.maintenance} UTC; what waits:`,
              [commands.aws("rds describe-pending-maintenance-actions")],
            ] as const,
          ]
        : []),
      [
        "Operators, images of the platform and Terraform's provider: pinned in what FinFlow writes. A newer FinFlow brings newer ones; its diff is the review.",
        ["npm install --save-exact finflow@latest", "npm run generate", "git diff --stat"],
      ],
      [
        "Images of services: build again from the newest base, and release them.",
        [
          "service=… # of this environment",
          commands.aws(
            `ecr describe-images --repository-name "${platform.name}/$service" --query 'imageDetails[].[imagePushedAt,imageTags[0]]' --output text | sort | tail -1`,
          ),
        ],
      ],
    ]),
  ];
}

function credentials(context: Context): readonly string[] {
  const { platform, environment, commands, path } = context;
  const prefix = secretPrefixOf(platform.name, environment.name);
  const receivers = receiverKeysOf(context).map((key) => secretKeyOf(ALERTMANAGER, key));
  const grafana = secretKeyOf(GRAFANA, GRAFANA_PASSWORD_KEY);
  const observability = environment.observabilityNamespace;
  const refresh = (secret: string) =>
    commands.kubectl(`annotate externalsecret ${secret} force-sync="$(date +%s)" --overwrite`, observability);
  return [
    `Those of a service are on its ${link("page", path, environmentPageOf(environment.name), "Services")}, each with its steps. Which are older than they may be: the tag \`RotateAfterDays\` against the last change.`,
    fenced([
      commands.aws(
        `secretsmanager list-secrets --filters Key=name,Values=${prefix} --query 'SecretList[].[Name,LastChangedDate,Tags[?Key==\`RotateAfterDays\`]|[0].Value]' --output text`,
      ),
    ]),
    "Those that all share:",
    ...table(
      ["secret in Secrets Manager", "what"],
      [
        ...receivers.map((key) => [code(prefix + key), "Alertmanager sends with it"]),
        [code(prefix + grafana), "password of Grafana's user `admin`"],
      ],
    ),
    steps([
      ...(receivers.length > 0
        ? [
            [
              "Alertmanager's: the new value on the input of the first command; the pods read it from their files.",
              [
                ...receivers.map((key) =>
                  commands.aws(
                    `secretsmanager put-secret-value --secret-id ${prefix}${key} --secret-string file:///dev/stdin`,
                  ),
                ),
                refresh(ALERTMANAGER_RECEIVERS),
              ],
            ] as const,
          ]
        : []),
      [
        "Grafana's.",
        [
          ...(platform.terraform
            ? [
                commands.terraformInit,
                commands.terraform(
                  "apply",
                  `-replace='module.secrets.aws_secretsmanager_secret_version.generated["${grafana}"]'`,
                ),
              ]
            : [
                commands.aws(
                  `secretsmanager put-secret-value --secret-id ${prefix}${grafana} --secret-string file:///dev/stdin`,
                ),
              ]),
          refresh(GRAFANA_ADMIN),
          commands.kubectl(`rollout restart deployment/${GRAFANA}`, observability),
        ],
      ],
      ...(environment.kafka
        ? [
            [
              "Kafka's authorities, which Strimzi renews by itself. Until when they hold:",
              [commands.kubectl(`get kafka ${kafkaClusterOf(platform.name)} -o jsonpath='{.status.conditions}'`)],
            ] as const,
          ]
        : []),
    ]),
    "Keys of KMS are replaced every year by AWS, identities of pods every few hours by EKS.",
  ];
}

function resources({ environment, commands, operators }: Context): readonly string[] {
  const { cluster, aws } = environment;
  return [
    "Quarterly. What is asked for against what is used: requests far above use are money, use near the limits is the next incident. Both are changed in the spec.",
    fenced([
      commands.kubectl("top pods --containers"),
      commands.kubectl("get hpa"),
      commands.kubectl("describe resourcequota"),
      commands.cluster("top nodes"),
      commands.kubectl("get pvc"),
      commands.kubectl("get pvc", environment.observabilityNamespace),
    ]),
    ...(operators.some(({ name }) => name === AUTOSCALER)
      ? []
      : [
          `Nothing moves the number of nodes between ${code("min")} and ${code("max")} of ${code(`environments.${environment.name}.cluster.nodes`)}:`,
          fenced([
            commands.aws(`eks list-nodegroups --cluster-name ${cluster.name} --query 'nodegroups[]' --output text`),
            "nodegroup=… # one of those",
            "nodes=…",
            commands.aws(
              `eks update-nodegroup-config --cluster-name ${cluster.name} --nodegroup-name "$nodegroup" --scaling-config "desiredSize=$nodes"`,
            ),
          ]),
        ]),
    ...(aws.budget === undefined
      ? []
      : [`The budget is ${aws.budget} USD a month; AWS tells the contacts of the spec at 80 %.`]),
  ];
}

function backups(context: Context): readonly string[] {
  const { environment, commands, path } = context;
  if (!hasDatabases(context)) return ["No service stores anything."];
  const bucket = commands.bucket(BACKUPS_PURPOSE);
  const { backup, engine } = environment.database ?? {};
  return [
    `Drills restore the newest copy of each database (${code(backup?.drill ?? "")} UTC) and check it; alerts say when one is missing. Monthly, look that this is so:`,
    fenced([
      commands.kubectl(
        "get cronjobs -o custom-columns=NAME:.metadata.name,SUSPENDED:.spec.suspend,LAST:.status.lastSuccessfulTime",
      ),
      commands.aws(`s3 ls s3://${bucket}/drills/ --recursive`),
      ...(engine === "cnpg" ? [commands.kubectl("get backups.postgresql.cnpg.io")] : []),
      ...(engine === "rds"
        ? [
            commands.aws(
              "rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,BackupRetentionPeriod,LatestRestorableTime]' --output text",
            ),
          ]
        : []),
    ]),
    `A copy of everything now, configuration included, and a rehearsal of the way back: what a drill cannot show is that people find it. Rehearse it into a scratch server (${link("of a service", path, environmentPageOf(environment.name), "Services")}).`,
    fenced([script("backup", context, "--dry-run"), script("backup", context)]),
  ];
}

function alertReview({ environment, commands, path }: Context): readonly string[] {
  const observability = environment.observabilityNamespace;
  return [
    `Monthly, all owners together. Each ${link("alert", path, INDEX_PAGE, "Alerts")} that fired was worth it, or its threshold, its objective in the spec or its cause is changed.`,
    fenced([
      commands.kubectl(`port-forward service/${PROMETHEUS} 9090`, observability),
      commands.kubectl(`port-forward service/${ALERTMANAGER} 9093`, observability),
    ]),
    "At `http://localhost:9090`, how many hours each fired in the last 30 days, the loudest first; silences without end are at `http://localhost:9093/#/silences`:",
    fenced(
      ['sort_desc(sum by (alertname, owner, service) (count_over_time(ALERTS{alertstate="firing"}[30d:5m])) / 12)'],
      "promql",
    ),
  ];
}

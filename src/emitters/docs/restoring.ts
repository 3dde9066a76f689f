import { databaseBackupOf, databaseOf, databaseUnitOf } from "../../naming/names.ts";
import { isMultiAz, retentionDaysOf } from "../../resources/aws/rds/settings.ts";
import { DAY } from "../../schema/quantity.ts";
import type { PageContext, ServiceDocsContext } from "./context.ts";
import { identifierOf } from "./database-commands.ts";
import { code, fenced, link, steps } from "./markdown.ts";
import { recoveryPageOf } from "./paths.ts";
import { script } from "./scripts.ts";

type Context = PageContext<ServiceDocsContext>;

/** The way back to data that was there before, the one that loses least first. */
export function restoring(context: Context): readonly string[] {
  const { environment, service, path } = context;
  if (service.database === undefined || environment.database === undefined) {
    return ["It keeps nothing: a new pod is as good as the old one."];
  }
  const { engine } = environment.database;
  return [
    `How much is lost by which way: ${link("recovery", path, recoveryPageOf(environment.name), "What is lost")}.`,
    ...(engine === "rds" ? toAPointOfRds(context) : []),
    ...(engine === "cnpg" ? toAPointOfCluster(context) : []),
    `${engine === "statefulset" ? "From" : "Or from"} a portable copy, which is there whatever happened to the server. \`--into scratch\` restores into a server of its own and changes nothing; \`--into live\` stops the service, keeps a copy of what there is, and starts it again.`,
    fenced(fromCopy(context)),
  ];
}

function stopping({ service, commands }: Context): readonly string[] {
  const job = `${databaseBackupOf(service.name)}-before`;
  return [
    ...commands.hold(service.name, databaseUnitOf(service.name)),
    commands.kubectl(`scale deployment/${service.name} --replicas=0`),
    commands.kubectl(`create job ${job} --from=cronjob/${databaseBackupOf(service.name)}`),
    commands.kubectl(`wait job/${job} --for=condition=complete --timeout=6h`),
  ];
}

const starting = ({ service, commands }: Context): readonly string[] => [
  commands.kubectl(`scale deployment/${service.name} --replicas=${service.scale.min}`),
  ...commands.release(service.name, databaseUnitOf(service.name)),
  commands.kubectl(`rollout status deployment/${service.name} --timeout=10m`),
];

const fromCopy = (context: Context): readonly string[] => {
  const restore = (...options: readonly string[]) =>
    script("restore", context, "--service", context.service.name, ...options);
  return [restore("--list"), restore("--into scratch"), restore("--into live", "--dry-run"), restore("--into live")];
};

/**
 * A new instance takes the name of the old one, so that addresses and Terraform's state stay true.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
function toAPointOfRds(context: Context): readonly string[] {
  const { environment, platform, service, commands } = context;
  const id = identifierOf(context);
  const { aws, terraform, terraformState, terraformInit } = commands;
  const ask = (query: string) =>
    `$(${aws(`rds describe-db-instances --db-instance-identifier ${id} --query '${query}' --output text`)})`;
  const address = `'module.rds.aws_db_instance.this["${service.name}"]'`;
  const replicas = Array.from(
    { length: service.database?.readReplicas ?? 0 },
    (_, index) => `-replace='module.rds.aws_db_instance.replica["${databaseOf(service.name)}-read-${index + 1}"]'`,
  );
  const passwords = ["password", "admin"].map(
    (which) => `-replace='module.rds.aws_secretsmanager_secret_version.${which}["${service.name}"]'`,
  );
  return [
    `Either to any second of the last ${retentionDaysOf(environment)} days, but for about the last five minutes:`,
    steps([
      [
        "Stop the service, so that nothing is written meanwhile, and keep what there is, as far as the server answers.",
        stopping(context),
      ],
      [
        "Restore beside it. The first command says how far.",
        [
          "moment=… # such as 2026-11-24T02:55:00Z",
          aws(
            `rds describe-db-instances --db-instance-identifier ${id} --query 'DBInstances[].LatestRestorableTime' --output text`,
          ),
          `${aws("rds restore-db-instance-to-point-in-time")} --restore-time "$moment" \\`,
          `  --source-db-instance-identifier ${id} --target-db-instance-identifier ${id}-new \\`,
          `  --db-subnet-group-name "${ask("DBInstances[0].DBSubnetGroup.DBSubnetGroupName")}" \\`,
          `  --db-parameter-group-name "${ask("DBInstances[0].DBParameterGroups[0].DBParameterGroupName")}" \\`,
          `  --vpc-security-group-ids ${ask("DBInstances[0].VpcSecurityGroups[].VpcSecurityGroupId")} \\`,
          `  --${isMultiAz(environment) ? "" : "no-"}multi-az --no-publicly-accessible --copy-tags-to-snapshot`,
          aws(`rds wait db-instance-available --db-instance-identifier ${id}-new`),
        ],
      ],
      [
        "Give it the name.",
        [
          aws(
            `rds modify-db-instance --db-instance-identifier ${id} --new-db-instance-identifier ${id}-old --apply-immediately`,
          ),
          aws(`rds wait db-instance-available --db-instance-identifier ${id}-old`),
          aws(
            `rds modify-db-instance --db-instance-identifier ${id}-new --new-db-instance-identifier ${id} --apply-immediately`,
          ),
          aws(`rds wait db-instance-available --db-instance-identifier ${id}`),
        ],
      ],
      ...(platform.terraform
        ? [
            [
              "Let Terraform take it over: the settings that a restore leaves out, the replicas, and new passwords, since those of that moment came back.",
              [
                terraformInit,
                terraformState(`state rm ${address}`),
                terraform("import", `${address} ${id}`),
                terraform("apply", [...passwords, ...replicas].join(" ")),
              ],
            ] as const,
          ]
        : []),
      [
        "Let the Job give the server the service's password.",
        [`argocd app sync ${commands.application(databaseUnitOf(service.name))}`],
      ],
      ["Start the service.", starting(context)],
    ]),
  ];
}

/** @see https://cloudnative-pg.io/documentation/current/recovery/ */
function toAPointOfCluster({ service, environment }: Context): readonly string[] {
  const name = databaseOf(service.name);
  const days = Math.ceil((environment.database?.backup.retention ?? 0) / DAY);
  return [
    `Either to any second of the last ${days} days, but for about the last five minutes: CloudNativePG restores into a new Cluster only ([how](https://cloudnative-pg.io/documentation/current/recovery/)), from the ObjectStore ${code(name)} and its server ${code(name)}. None is made here by itself. Bring the data over by a dump.`,
  ];
}

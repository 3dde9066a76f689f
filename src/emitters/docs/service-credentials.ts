import { usesTopics } from "../../model/variables.ts";
import {
  databaseOf,
  databaseSecretOf,
  databaseUnitOf,
  kafkaSecretOf,
  secretKeyOf,
  secretPrefixOf,
  secretsOf,
} from "../../naming/names.ts";
import { formatDuration } from "../../schema/quantity.ts";
import type { PageContext, ServiceDocsContext } from "./context.ts";
import { code, steps, table } from "./markdown.ts";

type Context = PageContext<ServiceDocsContext>;
type Step = readonly [look: string, commands: readonly string[]];

/** Everything that it proves who it is by, and how each is replaced. */
export function credentials(context: Context): readonly string[] {
  const { platform, environment, service } = context;
  const prefix = secretPrefixOf(platform.name, environment.name);
  const rows = service.secrets.map(({ name, rotate }) => [
    code(`${prefix}${secretKeyOf(service.name, name)}`),
    rotate === undefined ? "not said" : formatDuration(rotate),
  ]);
  const all = [...ownSecrets(context), ...databasePassword(context), ...kafkaCertificate(context)];
  return all.length === 0 ? [] : [...table(["secret in Secrets Manager", "not older than"], rows), steps(all)];
}

/** Pods see another value in their files within minutes; who reads them at the start alone is restarted. */
function ownSecrets({ platform, environment, service, commands }: Context): readonly Step[] {
  if (service.secrets.length === 0) return [];
  const prefix = secretPrefixOf(platform.name, environment.name);
  return [
    [
      "A secret of its own. Each first command reads the new value from its input, without a line feed at the end; withdraw the old value when the last replica has restarted.",
      [
        ...service.secrets.map(({ name }) =>
          commands.aws(
            `secretsmanager put-secret-value --secret-id ${prefix}${secretKeyOf(service.name, name)} --secret-string file:///dev/stdin`,
          ),
        ),
        commands.kubectl(`annotate externalsecret ${secretsOf(service.name)} force-sync="$(date +%s)" --overwrite`),
        ...restart(commands, service.name),
      ],
    ],
  ];
}

const restart = ({ kubectl }: Context["commands"], service: string): readonly string[] => [
  kubectl(`rollout restart deployment/${service}`),
  kubectl(`rollout status deployment/${service} --timeout=10m`),
];

function databasePassword({ platform, environment, service, commands }: Context): readonly Step[] {
  if (service.database === undefined || environment.database === undefined) return [];
  const sync = `argocd app sync ${commands.application(databaseUnitOf(service.name))}`;
  const secret = databaseSecretOf(service.name);
  if (environment.database.engine === "rds") {
    if (!platform.terraform) return [];
    const replace = `-replace='module.rds.aws_secretsmanager_secret_version.password["${service.name}"]'`;
    return [
      [
        "The password of its database. From the second command to the last new connections may be refused.",
        [
          commands.terraformInit,
          commands.terraform("apply", replace),
          commands.kubectl(`annotate externalsecret ${secret} force-sync="$(date +%s)" --overwrite`),
          sync,
          ...restart(commands, service.name),
        ],
      ],
    ];
  }
  return [
    [
      `The password of its database, which only the cluster knows. Argo CD makes both again, and ${environment.database.engine === "cnpg" ? "CloudNativePG" : "the Job of the sync"} tells ${code(databaseOf(service.name))}.`,
      [
        commands.kubectl(`delete externalsecret ${secret}`),
        commands.kubectl(`delete secret ${secret}`),
        sync,
        ...restart(commands, service.name),
      ],
    ],
  ];
}

/** @see https://strimzi.io/docs/operators/latest/deploying#security-str the User Operator makes what is missing */
function kafkaCertificate({ service, commands }: Context): readonly Step[] {
  if (!usesTopics(service)) return [];
  return [
    [
      "Its certificate for Kafka, which Strimzi renews by itself. If its key got out, Strimzi makes another one:",
      [commands.kubectl(`delete secret ${kafkaSecretOf(service.name)}`), ...restart(commands, service.name)],
    ],
  ];
}

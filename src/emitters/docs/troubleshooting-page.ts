import type { Environment, Platform } from "../../model/platform.ts";
import {
  ALERTMANAGER,
  bootstrapProjectOf,
  PLATFORM_UNIT,
  PROMETHEUS,
  SECRET_STORE,
  SYSTEM_NAMESPACE,
} from "../../naming/names.ts";
import { argocdPathOf } from "../../naming/paths.ts";
import { AUTOSCALER, type Commands } from "./commands.ts";
import type { DocsContext, PageContext } from "./context.ts";
import { serverPodsOf } from "./database-commands.ts";
import { code, fenced, link, list, page, section, steps } from "./markdown.ts";
import { environmentPageOf, INDEX_PAGE, recoveryPageOf } from "./paths.ts";

type Context = PageContext<DocsContext>;

/** The four things that go wrong, from what is seen to what it is. Names no service: they are variables here (law 10). */
export function troubleshootingPage(context: Context): string {
  const { environment, path } = context;
  return page([
    `# Troubleshooting ${environment.name}`,
    `${link("Get in", path, environmentPageOf(environment.name), "Get in")} first. What it is about, once:`,
    fenced([`service=… # of ${environment.name}`]),
    section("Pods are not scheduled", scheduling(context)),
    section("No connection to the database", database(context)),
    section("Alerts", alerts(context)),
    section("Failed deployments", deployments(context)),
  ]);
}

const PODS = '-l "app.kubernetes.io/name=$service"';

const moreNodes = (commands: Commands, cluster: string): readonly string[] => [
  commands.aws(`eks list-nodegroups --cluster-name ${cluster} --query 'nodegroups[]' --output text`),
  "nodegroup=… # one of those",
  "nodes=…",
  commands.aws(
    `eks update-nodegroup-config --cluster-name ${cluster} --nodegroup-name "$nodegroup" --scaling-config "desiredSize=$nodes"`,
  ),
];

function scheduling({ environment, commands, operators, path }: Context): readonly string[] {
  const isAutoscaled = operators.some(({ name }) => name === AUTOSCALER);
  return [
    steps([
      [
        "What the scheduler says of each, at the end.",
        [commands.kubectl("get pods --field-selector=status.phase=Pending"), commands.kubectl(`describe pods ${PODS}`)],
      ],
      [
        "Whether the quota refuses them before they are pods.",
        [
          commands.kubectl("describe resourcequota"),
          commands.kubectl("get events --field-selector reason=FailedCreate"),
        ],
      ],
      ["What the nodes have left.", [commands.cluster("describe nodes"), commands.cluster("top nodes")]],
    ]),
    "What it says, and what it is:",
    ...list([
      `${code("Insufficient cpu")} or ${code("memory")}: the nodes are full, and ${isAutoscaled ? "all of them are there that the spec allows, or the autoscaler does not work" : "nothing adds one by itself (below)"}.`,
      `${code("volume node affinity conflict")}: the volume is in a zone where no node has room.`,
      `${code("exceeded quota")}: pods that no spec knows, or ${code(commands.application(PLATFORM_UNIT))} is not synced yet.`,
      `${code("ErrImagePull")}: the digest of the release is not in the registry of this account.`,
      `${code("FailedMount")}: a Secret is missing; ${link("its ExternalSecret", path, path, "Failed deployments")} says why.`,
    ]),
    ...(isAutoscaled
      ? [
          "What the autoscaler says; more than `max` is a change of the spec:",
          fenced([commands.kubectl(`describe configmap ${AUTOSCALER}-status`, SYSTEM_NAMESPACE)]),
        ]
      : ["More nodes, up to `max` of the spec:", fenced(moreNodes(commands, environment.cluster.name))]),
  ];
}

function database({ environment, commands, path }: Context): readonly string[] {
  const { database: engine, services } = environment;
  if (engine === undefined || !services.some(({ database: own }) => own !== undefined)) {
    return ["No service of this environment has one."];
  }
  const server = '"$service-db"';
  const inCluster =
    engine.engine === "cnpg" ? `get clusters.postgresql.cnpg.io ${server}` : `get statefulset ${server}`;
  return [
    steps([
      [
        "What the service says, and whether the exporter, which takes the same way, has the same trouble.",
        [
          commands.kubectl('logs "deployment/$service" --since=10m | grep -i -E "postgres|database|connect|timeout"'),
          commands.kubectl('logs "deployment/$service-db-exporter" --tail=20'),
        ],
      ],
      [
        "The server.",
        engine.engine === "rds"
          ? [
              commands.aws(
                `rds describe-db-instances --db-instance-identifier "${environment.namespace}-$service-db" --query 'DBInstances[].[DBInstanceStatus,Endpoint.Address]' --output text`,
              ),
              commands.aws(
                `rds describe-events --source-type db-instance --source-identifier "${environment.namespace}-$service-db" --duration 60`,
              ),
            ]
          : [
              commands.kubectl(inCluster),
              commands.kubectl(`get pods,pvc ${serverPodsOf(environment, "$service-db")} -o wide`),
            ],
      ],
      [
        "The NetworkPolicies: that of the service lets it out to the database, and where that runs in the cluster its own lets the service in.",
        [commands.kubectl('describe networkpolicy "$service.database"')],
      ],
      [
        "The Secret: whether it is synced, and when. Passwords are in it, so look at its keys alone.",
        [
          commands.kubectl('get externalsecret "$service-database"'),
          commands.kubectl(
            `get secret "$service-database" -o go-template='{{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}}'`,
          ),
        ],
      ],
    ]),
    "What it says, and what it is:",
    ...list([
      `${code("timeout")}: a NetworkPolicy${engine.engine === "rds" ? ", the security group" : ""}, or the server is down.`,
      `${code("password authentication failed")}: it was changed on one side; the steps are on the page of ${link("the service", path, environmentPageOf(environment.name), "Services")}, Credentials.`,
      `${code("too many clients")}, ${code("remaining connection slots")}: more replicas or larger pools than the spec says.`,
      `${code("certificate verify failed")}: a client that does not read ${code("/etc/database/ca.crt")}.`,
      `The volume is full, or data is gone: ${link("recovery", path, recoveryPageOf(environment.name))}.`,
    ]),
  ];
}

function alerts({ environment, commands, path }: Context): readonly string[] {
  const observability = environment.observabilityNamespace;
  return [
    steps([
      [
        `What fires: each ${link("alert", path, INDEX_PAGE, "Alerts")} has a page.`,
        [commands.kubectl(`port-forward service/${PROMETHEUS} 9090`, observability)],
      ],
      [
        "Whether the service is well, and what it says.",
        [commands.kubectl(`get pods ${PODS}`), commands.kubectl('logs "deployment/$service" --since=15m --tail=200')],
      ],
      [
        "Fires, and nobody was told: what Alertmanager says, and whether it has its secrets.",
        [
          commands.kubectl(
            `logs -l app.kubernetes.io/name=${ALERTMANAGER} -c ${ALERTMANAGER} --tail=50 --prefix`,
            observability,
          ),
          commands.kubectl("get externalsecrets", observability),
        ],
      ],
      [
        "Should fire, and does not: whether Prometheus has its target and its rules.",
        [
          commands.kubectl('get servicemonitor "$service"'),
          commands.kubectl(
            `logs -l app.kubernetes.io/name=${PROMETHEUS} -c ${PROMETHEUS} --tail=50 --prefix`,
            observability,
          ),
        ],
      ],
    ]),
  ];
}

function deployments({ platform, environment, commands }: Context): readonly string[] {
  const folder = argocdPathOf(environment.name);
  return [
    steps([
      [
        "Where it stands: git, Argo CD, or the cluster.",
        [
          `argocd app get "${commands.application("")}$service"`,
          `argocd app diff "${commands.application("")}$service"`,
        ],
      ],
      [
        "What the new pods say, and what happened to them.",
        [
          commands.kubectl('rollout status "deployment/$service" --timeout=5s'),
          commands.kubectl('logs "deployment/$service" --all-pods --tail=50 --prefix'),
          commands.kubectl(`describe pods ${PODS}`),
          commands.kubectl("get events --sort-by=.lastTimestamp --field-selector type=Warning"),
        ],
      ],
      [
        "What they wait for.",
        [commands.kubectl("get externalsecrets"), commands.kubectl(`get secretstore ${SECRET_STORE}`)],
      ],
      ["Another attempt, once the cause is gone.", [`argocd app sync "${commands.application("")}$service"`]],
    ]),
    "What it says, and what it is:",
    ...list([
      `${code("resource … is not permitted in project")}: ${code(`${folder}/project.yaml`)} changed; apply ${code(folder)} as below.`,
      `${code("waiting for healthy state")}: a wave before it is not healthy; look at the first one that is not.`,
      `${code("waiting for deletion confirmation")}: data would go. Confirm only what was meant to go.`,
      `Ready pods that answer wrongly: the release. Back to the one before: the page of the service, Roll back.`,
    ]),
    ...wholeRelease(platform, environment),
  ];
}

/** An environment that follows the platform's branch releases by a merge, one with a revision of its own by its root. */
function wholeRelease(platform: Platform, { name, gitops }: Environment): readonly string[] {
  const folder = argocdPathOf(name);
  const manager = bootstrapProjectOf(platform.name);
  if (gitops.revision === platform.gitops.revision) {
    return [
      `Everything at once is released by a merge to ${code(gitops.revision)}, and taken back by one that undoes it:`,
      fenced(["commit=… # of the merge", 'git revert --mainline 1 "$commit"', "npm run generate", "git diff --stat"]),
    ];
  }
  return [
    `Everything at once is released, and taken back, by the root: it follows ${code(gitops.revision)}. With a context of Argo CD's own cluster, from the tag that is to run:`,
    fenced([
      "revision=… # the tag before, to go back",
      'git switch --detach "$revision"',
      `kubectl diff --server-side --field-manager=${manager} -k ${folder}`,
      `kubectl apply --server-side --field-manager=${manager} -k ${folder}`,
    ]),
  ];
}

import { kubectlOf, OPS_TOOLS, type OpsTool } from "../../catalog/ops-tools.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { ENVIRONMENT_LABEL } from "../../naming/labels.ts";
import { LOGGING_UNIT, MONITORING_UNIT, rootApplicationOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import type { CompiledEnvironment } from "../emitter.ts";
import { GROUPS } from "./site.ts";

/** Terraform gives the bastion this tag `Name`, by which `ssm-proxy.sh` finds it. */
const bastionOf = (platform: string, environment: string): string => `${platform}-${environment}-bastion`;

/**
 * The hosts of an environment. A person adds some in files of their own beside this one: Ansible reads all of a folder.
 * Host keys are believed when they are first seen; the way there is AWS's, and open to those alone whom IAM lets through.
 */
export function hosts(platform: Platform, { name, aws }: Environment): object {
  return {
    all: {
      children: {
        [GROUPS.ops]: {
          hosts: {
            [bastionOf(platform.name, name)]: {
              ansible_user: "ec2-user",
              ansible_python_interpreter: "/usr/bin/python3",
              ansible_ssh_common_args: `-o StrictHostKeyChecking=accept-new -o ProxyCommand="{{ (playbook_dir ~ '/ssm-proxy.sh') | quote }} ${aws.region} %h %r %p"`,
            },
          },
        },
        [GROUPS.onprem]: { vars: { ansible_python_interpreter: "/usr/bin/python3" } },
        [GROUPS.control]: {
          hosts: {
            localhost: {
              ansible_connection: "local",
              ansible_python_interpreter: "{{ ansible_playbook_python }}",
            },
          },
        },
      },
    },
  };
}

/** What the roles are told of an environment. */
export function groupVars(platform: Platform, { environment, units }: CompiledEnvironment): object {
  const { name, description, aws, cluster, gitops, observabilityNamespace } = environment;
  // By this name `aws eks update-kubeconfig` calls the context.
  const context = `arn:aws:eks:${aws.region}:${aws.account}:cluster/${cluster.name}`;
  return {
    common_banner: [
      `${platform.name} ${name}: authorized use only, recorded.`,
      ...(description === undefined ? [] : [description]),
    ].join("\n"),
    kubernetes_cluster: cluster.name,
    kubernetes_region: aws.region,
    kubernetes_context: context,
    kubernetes_version: cluster.kubernetes,
    kubernetes_kubectl: toolOf(kubectlOf(cluster.kubernetes)),
    deployment_context: context,
    deployment_namespace: platform.gitops.namespace,
    deployment_root: rootApplicationOf(platform.name, name),
    deployment_selector: `app.kubernetes.io/part-of=${platform.name},${ENVIRONMENT_LABEL}=${name}`,
    deployment_automated: gitops.automated,
    monitoring_context: context,
    monitoring_namespace: observabilityNamespace,
    monitoring_checks: units
      .filter((unit) => unit.name === MONITORING_UNIT || unit.name === LOGGING_UNIT)
      .flatMap(({ objects }) => objects.flatMap(checkOf)),
  };
}

/** What is the same in all environments. */
export const toolVars = (): object => ({ kubernetes_tools: OPS_TOOLS.map(toolOf) });

const toolOf = ({ name, version, downloads }: OpsTool): object => ({ name, version, downloads });

/** The words of kubectl that wait for a workload, by kind. */
const WAITS: Readonly<Record<string, (name: string) => readonly string[]>> = {
  Deployment: (name) => ["rollout", "status", `deployment/${name}`],
  DaemonSet: (name) => ["rollout", "status", `daemonset/${name}`],
  StatefulSet: (name) => ["rollout", "status", `statefulset/${name}`],
  Prometheus: (name) => ["wait", `prometheuses.monitoring.coreos.com/${name}`, "--for=condition=Available"],
  Alertmanager: (name) => ["wait", `alertmanagers.monitoring.coreos.com/${name}`, "--for=condition=Available"],
  Elasticsearch: (name) => [
    "wait",
    `elasticsearches.elasticsearch.k8s.elastic.co/${name}`,
    "--for=jsonpath={.status.phase}=Ready",
  ],
  Kibana: (name) => ["wait", `kibanas.kibana.k8s.elastic.co/${name}`, "--for=jsonpath={.status.health}=green"],
};

function checkOf({ kind, metadata: { name, namespace } }: KubernetesObject): readonly object[] {
  const wait = WAITS[kind]?.(name);
  return wait === undefined ? [] : [{ name: `${kind} ${name}`, namespace, wait }];
}

import type { Environment, Platform } from "../../model/platform.ts";
import { applicationOf, bucketOf, namespaceOf, rootApplicationOf } from "../../naming/names.ts";
import { backendPathOf, tfvarsPathOf } from "../../naming/paths.ts";

/** What kubectl knows the cluster of an environment as, once somebody has come in as its page says. */
export const kubeContextOf = namespaceOf;

/** A word of a shell. */
export const word = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;

const TERRAFORM = "terraform -chdir=terraform";

/** Commands of one environment, which need nothing that a shell has been told before. */
export interface Commands {
  /** In a namespace; that of the services unless another is named. */
  readonly kubectl: (rest: string, namespace?: string) => string;
  /** For what is in no namespace, or in all. */
  readonly cluster: (rest: string) => string;
  readonly aws: (rest: string) => string;
  /** With the values of the environment. */
  readonly terraform: (verb: string, rest?: string) => string;
  readonly terraformState: (rest: string) => string;
  readonly terraformInit: string;
  /** Name of a unit's Application, and of the root. */
  readonly application: (unit: string) => string;
  readonly root: string;
  readonly bucket: (purpose: string) => string;
  /** Keeps Argo CD from taking back what is changed by hand in a unit; nothing where it does not sync by itself. */
  readonly hold: (...units: readonly string[]) => readonly string[];
  /** Gives the units back to git. */
  readonly release: (...units: readonly string[]) => readonly string[];
}

export function commandsOf(platform: Platform, environment: Environment): Commands {
  const { name, aws, gitops } = environment;
  const context = kubeContextOf(platform.name, name);
  const application = (unit: string) => applicationOf(platform.name, name, unit);
  const root = rootApplicationOf(platform.name, name);
  const values = tfvarsPathOf(name).slice("terraform/".length);
  return {
    kubectl: (rest, namespace = environment.namespace) => `kubectl --context ${context} -n ${namespace} ${rest}`,
    cluster: (rest) => `kubectl --context ${context} ${rest}`,
    aws: (rest) => `aws --region ${aws.region} ${rest}`,
    terraform: (verb, rest = "") => `${TERRAFORM} ${verb} -var-file=${values}${rest === "" ? "" : ` ${rest}`}`,
    terraformState: (rest) => `${TERRAFORM} ${rest}`,
    terraformInit: `${TERRAFORM} init -reconfigure -backend-config=${backendPathOf(name).slice("terraform/".length)}`,
    application,
    root,
    bucket: (purpose) => bucketOf(platform.name, name, aws.account, purpose),
    // The root would take the setting back, so it goes first.
    hold: (...units) =>
      gitops.automated
        ? [root, ...units.map(application)].map((app) => `argocd app set ${app} --sync-policy none`)
        : [],
    // Back on its own, the root makes the others what git says.
    release: (...units) =>
      gitops.automated
        ? [`argocd app set ${root} --sync-policy automated --self-heal --auto-prune`]
        : units.map((unit) => `argocd app sync ${application(unit)}`),
  };
}

/** Label by which the pods of a workload are found. */
export const podsOf = (workload: string): string => `-l app.kubernetes.io/name=${workload}`;

/** What adds nodes by itself, where an environment has it. */
export const AUTOSCALER = "cluster-autoscaler";

import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IVolume } from "kubernetes-models/v1/Volume";
import type { IVolumeMount } from "kubernetes-models/v1/VolumeMount";
import { AWS_CLI_IMAGE, imageReference, POSTGRESQL_IMAGES } from "../../catalog/images.ts";
import { copiesPrefixOf, drillsPrefixOf } from "../../naming/backups.ts";
import { BACKUP_SCRIPTS, BACKUP_SETTINGS, SCRATCH_STORAGE_CLASS } from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import type { ContainerResources } from "../peak.ts";
import { deadlineOf, STARTING_DEADLINE } from "./deadline.ts";
import type { SCRIPTS } from "./scripts/index.ts";

const HOUR = 3600;

/** Seconds that a finished Job stays to be looked at. Its pods hold their volumes until then. */
const KEPT_FOR = 6 * HOUR;

const WORK = "/work";
const SCRIPTS_FOLDER = "/scripts";

/** A Job that comes due again and again. */
export interface ScheduledJob {
  /** UTC. */
  readonly schedule: string;
  /** Longest time that it takes, in hours. It is over before the next one starts in any case. */
  readonly hours: number;
  /** Bytes of the volume that its containers hand over. */
  readonly volume: number;
  readonly volumes?: readonly IVolume[];
  /** Run one after the other: each succeeds before the next one starts. */
  readonly steps: readonly IContainer[];
}

/**
 * Runs a Job on time. A pod that fails is replaced once, by one that starts anew with an empty volume; one that its
 * node had to let go does not count.
 *
 * The volume is a disk of the pod's own rather than a part of the node's, which holds all pods' logs and images and is
 * smaller than most databases.
 */
export function cronJob(context: ServiceContext, component: Component, job: ScheduledJob): KubernetesObject {
  const { schedule, hours, volume, volumes = [], steps } = job;
  const labels = componentPodLabels(context, component);
  return defineObject(CronJob, {
    metadata: componentMetadata(context, component),
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: STARTING_DEADLINE,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: 1,
          activeDeadlineSeconds: deadlineOf(schedule, hours),
          ttlSecondsAfterFinished: KEPT_FOR,
          podFailurePolicy: {
            rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
          },
          template: {
            metadata: { labels },
            spec: componentPod(context, component, {
              priority: "low",
              restartPolicy: "Never",
              initContainers: steps.slice(0, -1),
              containers: steps.slice(-1),
              volumes: [workVolume(volume, labels), scriptsVolume, ...volumes],
            }),
          },
        },
      },
    },
  });
}

const workVolume = (size: number, labels: Readonly<Record<string, string>>): IVolume => ({
  name: "work",
  ephemeral: {
    volumeClaimTemplate: {
      metadata: { labels },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: SCRATCH_STORAGE_CLASS,
        resources: { requests: { storage: formatMemory(size) } },
      },
    },
  },
});

const scriptsVolume: IVolume = { name: "scripts", configMap: { name: BACKUP_SCRIPTS } };

/** What a step has of its own. */
interface Step {
  readonly name: string;
  readonly script: Extract<keyof typeof SCRIPTS, `${string}.sh`>;
  readonly resources: ContainerResources;
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: readonly IVolumeMount[];
}

/** A step that acts on PostgreSQL. Pod Identity's token is in every container, but no program here would use it. */
export const postgresqlStep = (context: ServiceContext, step: Step): IContainer => {
  const { version = "17" } = context.environment.database ?? {};
  return stepContainer(context, step, { image: imageReference(POSTGRESQL_IMAGES[version]) });
};

/** A step that acts on the bucket, with the identity of its ServiceAccount; it sees no password. */
export const awsStep = (context: ServiceContext, step: Step): IContainer => {
  const { name } = context.service;
  const env = { COPIES: copiesPrefixOf(name), DRILLS: drillsPrefixOf(name), ...step.env };
  return stepContainer(
    context,
    { ...step, env },
    { image: imageReference(AWS_CLI_IMAGE), envFrom: [{ configMapRef: { name: BACKUP_SETTINGS } }] },
  );
};

function stepContainer(
  { service }: ServiceContext,
  { name, script, resources, env = {}, mounts = [] }: Step,
  own: Pick<IContainer, "image" | "envFrom">,
): IContainer {
  const variables = {
    // Neither is writable elsewhere.
    HOME: WORK,
    SCRIPTS: SCRIPTS_FOLDER,
    SERVICE: service.name,
    TMPDIR: WORK,
    WORK,
    ...env,
  };
  return componentContainer({
    name,
    ...own,
    command: ["bash", `${SCRIPTS_FOLDER}/${script}`],
    env: Object.entries(variables).map(([variable, value]) => ({ name: variable, value })),
    resources,
    volumeMounts: [
      { name: "work", mountPath: WORK },
      { name: "scripts", mountPath: SCRIPTS_FOLDER, readOnly: true },
      ...mounts,
    ],
  });
}

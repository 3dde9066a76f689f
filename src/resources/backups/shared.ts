import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { POD_USER } from "../../catalog/pod-security.ts";
import { BACKUP_SCRIPTS, BACKUP_SETTINGS, BACKUPS_PURPOSE, bucketKeyAliasOf, bucketOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { platformMetadata } from "../kubernetes/metadata.ts";
import { SCRIPTS } from "./scripts/index.ts";

/** Key of the scripts' ConfigMap: the only users that a drill knows. */
export const PASSWD = "passwd";

/** `initdb` looks its own user up by name, and no image knows ours. */
const USERS = `root:x:0:0:root:/root:/bin/bash
postgres:x:${POD_USER}:${POD_USER}:PostgreSQL:/work:/bin/bash
`;

/**
 * What all backups and drills of the environment share: where copies go, and the scripts, which are the same in every
 * environment. None where no service stores.
 */
export function backupSharedObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { platform, environment } = context;
  const { aws, name, services } = environment;
  if (!services.some(({ database }) => database !== undefined)) return [];
  return [
    defineObject(ConfigMap, {
      metadata: platformMetadata(context, BACKUP_SETTINGS),
      data: {
        // Else the AWS CLI asks the node for the node's identity, when the pod has none (FF26).
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_REGION: aws.region,
        BUCKET: bucketOf(platform.name, name, aws.account, BACKUPS_PURPOSE),
        KMS_KEY: bucketKeyAliasOf(platform.name, name, aws, BACKUPS_PURPOSE),
      },
    }),
    defineObject(ConfigMap, {
      metadata: platformMetadata(context, BACKUP_SCRIPTS),
      data: { ...SCRIPTS, [PASSWD]: USERS },
    }),
  ];
}

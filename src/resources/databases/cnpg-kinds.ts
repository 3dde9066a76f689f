import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import type { ITopologySpreadConstraint } from "kubernetes-models/v1/TopologySpreadConstraint";

/** The fields of CloudNativePG 1.30 and of the Barman Cloud plugin 0.14 that we use. */

const GROUP = "postgresql.cnpg.io/v1";

export const CLUSTER = { apiVersion: GROUP, kind: "Cluster" } as const;
export const DATABASE = { apiVersion: GROUP, kind: "Database" } as const;
export const SCHEDULED_BACKUP = { apiVersion: GROUP, kind: "ScheduledBackup" } as const;
export const POOLER = { apiVersion: GROUP, kind: "Pooler" } as const;
export const OBJECT_STORE = { apiVersion: "barmancloud.cnpg.io/v1", kind: "ObjectStore" } as const;

interface Named {
  readonly name: string;
}

interface Resources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

export interface ClusterSpec {
  readonly instances: number;
  readonly imageName: string;
  readonly imagePullPolicy: "Always";
  readonly priorityClassName: string;
  readonly bootstrap: {
    readonly initdb: {
      readonly database: string;
      readonly owner: string;
      readonly secret: Named;
      readonly dataChecksums: boolean;
    };
  };
  readonly storage: { readonly size: string; readonly storageClass: string };
  readonly resources: Resources;
  readonly affinity: {
    readonly enablePodAntiAffinity: boolean;
    readonly topologyKey: string;
    readonly podAntiAffinityType: "preferred" | "required";
  };
  readonly topologySpreadConstraints: readonly ITopologySpreadConstraint[];
  readonly certificates: { readonly serverAltDNSNames: readonly string[] };
  readonly postgresql: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly pg_hba: readonly string[];
    readonly synchronous?: { readonly method: "any" | "first"; readonly number: number };
  };
  readonly managed: {
    readonly roles: readonly {
      readonly name: string;
      readonly login: boolean;
      readonly inRoles: readonly string[];
      readonly passwordSecret: Named;
    }[];
  };
  readonly plugins: readonly {
    readonly name: string;
    readonly isWALArchiver: boolean;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
}

export interface DatabaseSpec {
  readonly cluster: Named;
  readonly name: string;
  readonly owner: string;
  readonly extensions: readonly Named[];
}

export interface ObjectStoreSpec {
  readonly configuration: {
    readonly destinationPath: string;
    readonly s3Credentials: { readonly inheritFromIAMRole: boolean };
    readonly wal: { readonly compression: "gzip" };
    readonly data: { readonly compression: "gzip" };
  };
  readonly instanceSidecarConfiguration: { readonly resources: Resources };
  readonly retentionPolicy: string;
}

export interface ScheduledBackupSpec {
  readonly cluster: Named;
  readonly schedule: string;
  readonly immediate: boolean;
  readonly backupOwnerReference: "none" | "self" | "cluster";
  readonly method: "plugin";
  readonly pluginConfiguration: Named;
}

export interface PoolerSpec {
  readonly cluster: Named;
  readonly instances: number;
  readonly type: "rw" | "ro";
  readonly pgbouncer: {
    readonly image: string;
    readonly poolMode: "session" | "transaction";
    readonly parameters: Readonly<Record<string, string>>;
  };
  readonly template: { readonly spec: IPodSpec };
}

import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { IAffinity } from "kubernetes-models/v1/Affinity";
import type { IPodSecurityContext } from "kubernetes-models/v1/PodSecurityContext";
import type { IResourceRequirements } from "kubernetes-models/v1/ResourceRequirements";
import type { ISecurityContext } from "kubernetes-models/v1/SecurityContext";
import type { ITopologySpreadConstraint } from "kubernetes-models/v1/TopologySpreadConstraint";

/** What we use of Strimzi's kinds, of which no package has types. The tests hold every object against the real CRDs. */

const apiVersion = "kafka.strimzi.io/v1";

export const KAFKA_KIND = { apiVersion, kind: "Kafka" } as const;
export const NODE_POOL_KIND = { apiVersion, kind: "KafkaNodePool" } as const;
export const TOPIC_KIND = { apiVersion, kind: "KafkaTopic" } as const;
export const USER_KIND = { apiVersion, kind: "KafkaUser" } as const;

type Resources = Pick<IResourceRequirements, "requests" | "limits">;

/** Sizes as the JVM writes them, such as `1024m`. */
interface JvmOptions {
  readonly "-Xms": string;
  readonly "-Xmx": string;
}

export interface PodTemplate {
  readonly securityContext: IPodSecurityContext;
  readonly enableServiceLinks: boolean;
  readonly priorityClassName?: string;
  readonly affinity?: IAffinity;
  readonly topologySpreadConstraints?: readonly ITopologySpreadConstraint[];
  /** Seconds. */
  readonly terminationGracePeriodSeconds?: number;
}

export interface ContainerTemplate {
  readonly securityContext: ISecurityContext;
}

interface Volume {
  readonly id: number;
  readonly type: "persistent-claim";
  readonly class: string;
  readonly size: string;
  readonly deleteClaim: boolean;
  /** Where the metadata of KRaft lie too. */
  readonly kraftMetadata: "shared";
}

export interface NodePoolSpec {
  readonly replicas: number;
  readonly roles: readonly ("broker" | "controller")[];
  readonly storage: { readonly type: "jbod"; readonly volumes: readonly Volume[] };
  readonly resources: Resources;
  readonly jvmOptions: JvmOptions;
  readonly template: { readonly pod: PodTemplate };
}

interface Listener {
  readonly name: string;
  readonly port: number;
  readonly type: "internal";
  readonly tls: boolean;
  readonly authentication: { readonly type: "tls" };
  readonly configuration: { readonly useServiceDnsDomain: boolean };
  readonly networkPolicyPeers: readonly INetworkPolicyPeer[];
}

export interface KafkaSpec {
  readonly kafka: {
    readonly version: string;
    readonly metadataVersion: string;
    readonly listeners: readonly Listener[];
    readonly authorization: { readonly type: "simple" };
    readonly config: Readonly<Record<string, string | number | boolean>>;
    readonly rack: { readonly topologyKey: string };
    readonly metricsConfig: {
      readonly type: "jmxPrometheusExporter";
      readonly valueFrom: { readonly configMapKeyRef: { readonly name: string; readonly key: string } };
    };
    readonly template: {
      readonly kafkaContainer: ContainerTemplate;
      readonly initContainer: ContainerTemplate;
      readonly podDisruptionBudget: { readonly maxUnavailable: number };
    };
  };
  readonly entityOperator: {
    readonly topicOperator: { readonly resources: Resources };
    readonly userOperator: { readonly resources: Resources; readonly secretPrefix: string };
    readonly template: {
      readonly pod: PodTemplate;
      readonly topicOperatorContainer: ContainerTemplate;
      readonly userOperatorContainer: ContainerTemplate;
    };
  };
  readonly kafkaExporter: {
    readonly topicRegex: string;
    readonly groupRegex: string;
    readonly resources: Resources;
    readonly template: {
      readonly deployment: { readonly deploymentStrategy: "Recreate" };
      readonly pod: PodTemplate;
      readonly container: ContainerTemplate;
    };
  };
}

export interface TopicSpec {
  readonly topicName: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, string | number>>;
}

export type Operation = "Describe" | "Read" | "Write";

/** What a user may do with one thing, or with all whose names start the same. */
export interface Acl {
  readonly resource: {
    readonly type: "group" | "topic" | "transactionalId";
    readonly name: string;
    readonly patternType: "literal" | "prefix";
  };
  readonly operations: readonly Operation[];
}

export interface UserSpec {
  readonly authentication: { readonly type: "tls" };
  readonly authorization: { readonly type: "simple"; readonly acls: readonly Acl[] };
}

import { groupOf } from "./cluster-scoped-kinds.ts";

/**
 * Kinds whose deletion takes data, or objects of others, with it; as `<group>/<Kind>`. A generator that forgets a file
 * must not be able to delete them (FF45; argo-cd#9227 and #18780 are whole clusters lost that way).
 */
const PRUNE_PROTECTED: ReadonlySet<string> = new Set([
  // Takes everything inside with it. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#resource-pruning-with-confirmation
  "/Namespace",
  // The reclaim policy decides about the volume. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#reclaiming
  "/PersistentVolume",
  "/PersistentVolumeClaim",
  // Takes every object of its kind with it. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#delete-a-customresourcedefinition
  "apiextensions.k8s.io/CustomResourceDefinition",
  "storage.k8s.io/StorageClass",
  "snapshot.storage.k8s.io/VolumeSnapshotClass",
  // The topic operator deletes the topic with its messages. https://strimzi.io/docs/operators/latest/deploying#con-topic-operator-str
  "kafka.strimzi.io/Kafka",
  "kafka.strimzi.io/KafkaNodePool",
  "kafka.strimzi.io/KafkaTopic",
  // Takes its volumes with it. https://cloudnative-pg.io/documentation/current/storage/
  "postgresql.cnpg.io/Cluster",
  // Takes its volumes with it, by default. https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates
  "elasticsearch.k8s.elastic.co/Elasticsearch",
]);

/** Whether objects of the kind are deleted only after a person has confirmed it. */
export const isPruneProtected = ({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): boolean => PRUNE_PROTECTED.has(`${groupOf(apiVersion)}/${kind}`);

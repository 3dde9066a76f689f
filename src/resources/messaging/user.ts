import { KAFKA_CLUSTER_LABEL } from "../../catalog/kafka.ts";
import type { Service } from "../../model/platform.ts";
import { kafkaClusterOf, transactionalPrefixOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { serviceMetadata } from "../kubernetes/metadata.ts";
import { type Acl, type Operation, USER_KIND, type UserSpec } from "./strimzi.ts";

/** Who the service is to the brokers, by a certificate of its own. */
export function kafkaUser(context: ServiceContext): KubernetesObject {
  const metadata = serviceMetadata(context);
  return customObject<UserSpec>(USER_KIND, {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [KAFKA_CLUSTER_LABEL]: kafkaClusterOf(context.platform.name) },
    },
    spec: {
      authentication: { type: "tls" },
      authorization: { type: "simple", acls: aclsOf(context.service) },
    },
  });
}

/**
 * What a service may do: exactly what its edges say (FF19). Without an ACL everything is denied. Idempotent producers
 * need no more than to write, since Kafka 3.0 (KIP-679).
 */
export function aclsOf({ name, publishes, consumes }: Service): readonly Acl[] {
  const literal = (type: "group" | "topic", of: string, operations: readonly Operation[]): Acl => ({
    resource: { type, name: of, patternType: "literal" },
    operations,
  });
  const written = new Set(publishes.map(({ topic }) => topic));
  const read = new Set(consumes.map(({ topic }) => topic));
  const groups = new Set(consumes.map(({ group }) => group));
  return [
    ...[...written].filter((topic) => !read.has(topic)).map((topic) => literal("topic", topic, ["Describe", "Write"])),
    ...[...read].map((topic) =>
      literal("topic", topic, written.has(topic) ? ["Describe", "Read", "Write"] : ["Describe", "Read"]),
    ),
    ...[...groups].map((group) => literal("group", group, ["Describe", "Read"])),
    ...(publishes.some(({ exactlyOnce }) => exactlyOnce)
      ? [
          {
            resource: { type: "transactionalId", name: transactionalPrefixOf(name), patternType: "prefix" },
            operations: ["Describe", "Write"],
          } as const,
        ]
      : []),
  ];
}

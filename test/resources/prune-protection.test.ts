import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { protectFromPruning, SYNC_OPTIONS_ANNOTATION } from "../../src/resources/prune-protection.ts";

const object = (apiVersion: string, kind: string, options?: string): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: {
    name: "a",
    annotations: { other: "kept", ...(options !== undefined && { [SYNC_OPTIONS_ANNOTATION]: options }) },
  },
});
const optionsOf = (one: KubernetesObject) => one.metadata.annotations?.[SYNC_OPTIONS_ANNOTATION];

describe("protectFromPruning", () => {
  test.each([
    ["v1", "Namespace"],
    ["v1", "PersistentVolumeClaim"],
    ["v1", "PersistentVolume"],
    ["kafka.strimzi.io/v1", "Kafka"],
    ["kafka.strimzi.io/v1", "KafkaNodePool"],
    ["kafka.strimzi.io/v1", "KafkaTopic"],
    ["postgresql.cnpg.io/v1", "Cluster"],
    ["elasticsearch.k8s.elastic.co/v1", "Elasticsearch"],
    ["apiextensions.k8s.io/v1", "CustomResourceDefinition"],
    ["storage.k8s.io/v1", "StorageClass"],
    ["snapshot.storage.k8s.io/v1", "VolumeSnapshotClass"],
  ])("FF45: %s %s waits for a person", (apiVersion, kind) => {
    const protected_ = protectFromPruning(object(apiVersion, kind));
    expect(optionsOf(protected_)).toBe("Prune=confirm,Delete=confirm");
    expect(protected_.metadata.annotations?.other).toBe("kept");
    expect(protectFromPruning(protected_)).toBe(protected_);
  });

  test.each([
    ["apps/v1", "Deployment"],
    ["kafka.strimzi.io/v1", "KafkaUser"],
    ["other.example/v1", "Cluster"],
    ["other.example/v1", "Namespace"],
  ])("%s %s is left as it is", (apiVersion, kind) => {
    const one = object(apiVersion, kind);
    expect(protectFromPruning(one)).toBe(one);
  });

  test("what an object already says stays", () => {
    expect(optionsOf(protectFromPruning(object("v1", "Namespace", "Prune=false")))).toBe("Prune=false,Delete=confirm");
    expect(optionsOf(protectFromPruning(object("v1", "Namespace", "Replace=true, Delete=false")))).toBe(
      "Replace=true,Delete=false,Prune=confirm",
    );
    const own = object("v1", "Namespace", "Prune=false,Delete=false");
    expect(protectFromPruning(own)).toBe(own);
  });

  test("the input is not changed", () => {
    const one = Object.freeze(object("v1", "Namespace"));
    protectFromPruning(one);
    expect(optionsOf(one)).toBeUndefined();
  });
});

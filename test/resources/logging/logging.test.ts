import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeDaemons } from "../../../src/catalog/node-daemons.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { loggingDemandsOf } from "../../../src/resources/logging/demands.ts";
import { bufferOf, replicasOf, shardsOf } from "../../../src/resources/logging/sizing.ts";
import { parseMemory } from "../../../src/schema/quantity.ts";
import { tester } from "../../tester.ts";

const GIBIBYTE = 2 ** 30;

const parts = (logging: object = {}, environment: object = {}) => ({
  services: {},
  environment: { logging: { dailyVolume: "10Gi", storage: "150Gi", ...logging }, ...environment },
});
const objectsOf = (logging: object = {}, environment: object = {}) =>
  tester.objects(parts(logging, environment), "logging");
const objectOf = (kind: string, name: string, logging: object = {}) =>
  tester.object(parts(logging), "logging", kind, name);

/** The one environment of a spec, with its logs. */
function environmentOf(logging: object = {}, environment: object = {}) {
  const found = tester.platform(tester.specOf(parts(logging, environment))).platform?.environments[0];
  if (found?.logging === undefined) throw new Error("no logs");
  return { environment: found, logging: found.logging };
}

const setting = (name: string, logging: object = {}) =>
  JSON.parse(objectOf("ConfigMap", "elasticsearch-setup", logging).data[`${name}.json`]);

test("an environment without logs has nothing of them", () => {
  const { environments } = tester.platform(tester.specOf({ services: {} }));
  expect(environments[0]?.units.map(({ name }) => name)).not.toContain("logging");
  expect(environments[0] && loggingDemandsOf(environments[0].environment)).toEqual([]);
});

test("law 10: a service more changes nothing in the logs", () => {
  const { environment } = parts();
  const one = tester.objects({ services: { web: {} }, environment }, "logging");
  const two = tester.objects({ services: { web: {}, shop: { calls: ["web"] } }, environment }, "logging");
  expect(two).toEqual(one);
});

describe("how much there is room for", () => {
  test("no shard of a day is larger than 40 GiB, and there is a copy where there is a node for it", () => {
    const shardsFor = (dailyVolume: number) =>
      shardsOf({ ...environmentOf().logging, dailyVolume: dailyVolume * GIBIBYTE });
    expect([0.1, 1, 40, 41, 80, 81, 400].map(shardsFor)).toEqual([1, 1, 1, 2, 2, 3, 10]);
    expect([1, 2, 3].map((nodes) => replicasOf({ ...environmentOf().logging, nodes }))).toEqual([0, 1, 1]);
  });

  test("the buffer of a node is what the busiest writes in eight hours, at most a tenth of its disk", () => {
    const bufferFor = (dailyVolume: string, min: number, disk = "80Gi") => {
      const nodes = { apps: { instance: "m7i.4xlarge", min, max: 12, disk } };
      const { environment, logging } = environmentOf(
        { dailyVolume, storage: "16000Gi" },
        { cluster: { name: "shop", kubernetes: "1.35", nodes } },
      );
      return bufferOf(logging, environment) / GIBIBYTE;
    };
    // 10 / 24 × 8 × 2 × 2 / 6 = 2.22, in steps of 256 MiB
    expect(bufferFor("10Gi", 6)).toBe(2.25);
    expect(bufferFor("100Mi", 6)).toBe(0.25);
    // 200 / 24 × 8 × 4 / 3 = 88.9, of a disk of 80
    expect(bufferFor("200Gi", 3)).toBe(8);
    // All nodes may be bought later.
    expect(bufferFor("3Gi", 0)).toBe(4);
  });

  test("the settings say the same as the sizes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 90 }),
        (daily, nodes, days) => {
          const logging = { dailyVolume: `${daily}Gi`, nodes, retention: `${days}d`, storage: "64000Gi" };
          const { settings } = setting("index-template", logging).template;
          expect(settings.index.number_of_shards).toBe(Math.ceil(daily / 40));
          expect(settings.index.number_of_replicas).toBe(nodes > 1 ? 1 : 0);
          expect(setting("lifecycle-policy", logging).policy.phases.delete.min_age).toBe(`${days}d`);
          expect(setting("snapshot-policy", logging).retention.expire_after).toBe(`${days}d`);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("the template, the policies and Fluentd speak of the stream that Fluentd writes", () => {
    const stream = "logs-containers-default";
    const template = setting("index-template");
    expect(template.index_patterns).toEqual([stream]);
    expect(template.template.settings.index.lifecycle.name).toBe(stream);
    expect(setting("snapshot-policy").config.indices).toEqual([stream]);
    expect(setting("snapshot-policy").repository).toBe("log-snapshots");
    expect(objectOf("ConfigMap", "fluentd").data["fluent.conf"]).toContain(`index_name ${stream}\n`);
  });
});

describe("FF05: what runs is what was counted", () => {
  const resourcesOf = (container: { resources: object }) => container.resources;

  test("Elasticsearch, Kibana, the exporter and the hook ask for what the demands say", () => {
    const logging = { nodes: 3, resources: { cpu: "750m", memory: "3Gi" } };
    const demands = loggingDemandsOf(environmentOf(logging).environment);
    const containers: Record<string, { resources: { requests: Record<string, string> } }> = {
      elasticsearch: objectOf("Elasticsearch", "elasticsearch", logging).spec.nodeSets[0].podTemplate.spec
        .containers[0],
      kibana: objectOf("Kibana", "kibana", logging).spec.podTemplate.spec.containers[0],
      "elasticsearch-exporter": objectOf("Deployment", "elasticsearch-exporter").spec.template.spec.containers[0],
      "elasticsearch-setup": objectOf("Job", "elasticsearch-setup").spec.template.spec.containers[0],
    };
    expect(demands.map(({ workload }) => workload).toSorted()).toEqual(Object.keys(containers).toSorted());
    for (const { workload, container } of demands) {
      const asked = containers[workload] ?? { resources: { requests: {} } };
      expect(parseMemory(asked.resources.requests.memory ?? ""), workload).toBe(container.memoryRequest);
      expect(resourcesOf(asked)).toHaveProperty("limits");
    }
    expect(objectOf("Elasticsearch", "elasticsearch", logging).spec.nodeSets[0].count).toBe(3);
  });

  test("Fluentd asks for what the catalogue takes from every node", () => {
    const { requests } = objectOf("DaemonSet", "fluentd").spec.template.spec.containers[0].resources;
    const daemon = nodeDaemons.find(({ name }) => name === "fluentd");
    expect([requests.cpu, parseMemory(requests.memory)]).toEqual([`${daemon?.cpu}m`, daemon?.memory]);
  });
});

describe("Elasticsearch", () => {
  test("spreads over zones and keeps its default budget where there are several nodes, and neither where there is one", () => {
    const several = objectOf("Elasticsearch", "elasticsearch").spec;
    expect(several.nodeSets[0].zoneAwareness).toEqual({});
    expect(several).not.toHaveProperty("podDisruptionBudget");
    const one = objectOf("Elasticsearch", "elasticsearch", { nodes: 1, storage: "300Gi" }).spec;
    expect(one.nodeSets[0]).not.toHaveProperty("zoneAwareness");
    // FF03: the default would forbid to drain its node for good.
    expect(one.podDisruptionBudget).toEqual({});
  });

  test("its snapshots are written with a role of its environment and no credentials", () => {
    const [container] = objectOf("Elasticsearch", "elasticsearch").spec.nodeSets[0].podTemplate.spec.containers;
    expect(container.env).toContainEqual({
      name: "AWS_ROLE_ARN",
      value: "arn:aws:iam::333333333333:role/shop-prod-log-snapshots",
    });
    expect(JSON.stringify(objectsOf())).not.toMatch(/ACCESS_KEY/);
  });

  test("each program has a user of its own; Fluentd's can add lines and nothing else", () => {
    const roleOf = (user: string) => {
      const { data } = objectOf("ExternalSecret", `elasticsearch-user-${user}`).spec.target.template;
      return JSON.parse(data["roles.yml"])[data.roles];
    };
    expect(roleOf("fluentd")).toEqual({
      cluster: [],
      indices: [{ names: ["logs-containers-default"], privileges: ["create_doc"] }],
    });
    for (const user of ["exporter", "setup"])
      expect(JSON.stringify(roleOf(user))).not.toMatch(/"all"|"\*"|"superuser"/);
  });
});

describe("Fluentd", () => {
  const pod = objectOf("DaemonSet", "fluentd").spec.template.spec;

  test("FF32: apart from the services, root without any capability, with one folder of the node to write", () => {
    expect(objectOf("DaemonSet", "fluentd").metadata.namespace).toBe("node-agents");
    const [{ securityContext, volumeMounts }] = pod.containers;
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      privileged: false,
      readOnlyRootFilesystem: true,
    });
    const fromNode = pod.volumes.filter((volume: object) => "hostPath" in volume);
    const writable = volumeMounts.filter(
      ({ name, readOnly }: { name: string; readOnly?: boolean }) =>
        readOnly !== true && fromNode.some((volume: { name: string }) => volume.name === name),
    );
    expect(writable).toEqual([{ name: "state", mountPath: "/var/lib/fluentd" }]);
  });

  test("runs on every node", () => {
    expect(pod.tolerations).toEqual([{ operator: "Exists" }]);
    expect(pod).not.toHaveProperty("topologySpreadConstraints");
  });

  test("a new configuration replaces its pods", () => {
    const { annotations } = objectOf("DaemonSet", "fluentd").spec.template.metadata;
    expect(annotations["finflow.io/config-hash"]).toMatch(/^[0-9a-f]{64}$/);
  });

  test("its identity may read its two Secrets beside Elasticsearch, and no other", () => {
    const [rule, ...others] = objectOf("Role", "fluentd-credentials").rules;
    expect(others).toEqual([]);
    expect(rule).toEqual({
      apiGroups: [""],
      resources: ["secrets"],
      resourceNames: ["elasticsearch-es-http-certs-public", "elasticsearch-user-fluentd"],
      verbs: ["get"],
    });
  });
});

test("law 4: every pod of the logs has a policy for both directions", () => {
  const policies = objectsOf().filter(({ kind }) => kind === "NetworkPolicy");
  expect(policies.map(({ metadata: { name } }) => name).toSorted()).toEqual([
    "elasticsearch",
    "elasticsearch-exporter",
    "elasticsearch-setup",
    "fluentd",
    "kibana",
  ]);
  for (const { spec } of policies as (KubernetesObject & { spec: { policyTypes: string[] } })[]) {
    expect(spec.policyTypes.toSorted()).toEqual(["Egress", "Ingress"]);
  }
});

import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const pod = (resources: object, nodes: object = { apps: { instance: "m7i.large", min: 3, max: 30 } }) => ({
  services: { web: { resources, scale: { min: 2, max: 2 } } },
  environment: { cluster: { name: "shop", kubernetes: "1.35", nodes } },
});
const refused = ["rollout/oversized-pod error @ web.resources:"];
const at = (parts: Parameters<typeof findings>[0]) => findings(parts);

test("FF06: a pod fits on an empty node, after the kubelet and the DaemonSets", () => {
  expect(at(pod({ cpu: "1538m" }))).toEqual([]);
  expect(at(pod({ cpu: "1539m" }))).toEqual(refused);
  expect(at(pod({ memory: "6240Mi" }))).toEqual([]);
  expect(at(pod({ memory: "6241Mi" }))).toEqual(refused);
});

test("one group that is large enough will do", () => {
  const nodes = {
    apps: { instance: "m7i.large", min: 3, max: 30 },
    large: { instance: "m7i.xlarge", min: 3, max: 6 },
  };
  expect(at(pod({ cpu: "1539m" }, nodes))).toEqual([]);
});

import { SMALLEST_NODE_DISK } from "../catalog/eks-nodes.ts";
import { report } from "../diagnostics/registry.ts";
import { groupsOf } from "../model/capacity.ts";
import { formatMemory } from "../schema/quantity.ts";
import type { Check } from "./check.ts";

/** The root volume of a node holds at least the machine image that it is made from. */
export const nodeDisk: Check = (platform, environments) =>
  environments.flatMap(({ environment }) =>
    groupsOf(environment).flatMap(([group, { disk }]) => {
      if (disk >= SMALLEST_NODE_DISK) return [];
      const params = { group, disk: formatMemory(disk), smallest: formatMemory(SMALLEST_NODE_DISK) };
      const at = platform.locate([...environment.origin, "cluster", "nodes", group, "disk"]);
      return [report("cluster/node-disk", params, { at })];
    }),
  );

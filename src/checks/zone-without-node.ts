import { report } from "../diagnostics/registry.ts";
import { groupsOf } from "../model/capacity.ts";
import type { Check } from "./check.ts";

/**
 * FF10: a production environment has a node in each zone whatever happens, since its volumes are each in one of them.
 * Auto Scaling keeps one group even over its zones, but knows nothing of another.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
 */
export const zoneWithoutNode: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const zones = environment.aws.zones.length;
    const groups = groupsOf(environment);
    const [largest] = groups.toSorted(([, a], [, b]) => b.min - a.min);
    if (environment.tier !== "prod" || largest === undefined || largest[1].min >= zones) return [];
    const [group, { min }] = largest;
    const at = platform.locate([...environment.origin, "cluster", "nodes", group, "min"]);
    return [report("cluster/zone-without-node", { environment: environment.name, group, min, zones }, { at })];
  });

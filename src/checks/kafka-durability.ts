import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";

/** Copies, and voters, with which one may be lost and one be restarted. */
const NEEDED = 3;

/**
 * FF17: production has three brokers, for three copies of which two confirm a write, and three controllers.
 * Elsewhere one broker is a choice; two are neither, since the loss of either one stops writes or loses what it confirmed.
 */
export const kafkaDurability: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { kafka, name, tier } = environment;
    if (kafka === undefined) return [];
    const finding = (role: "brokers" | "controllers") =>
      report(
        "data/kafka-durability",
        { environment: name, role, count: kafka[role], isProd: tier === "prod" },
        { at: platform.locate([...environment.origin, "kafka", role]) },
      );
    if (tier === "prod")
      return (["brokers", "controllers"] as const).filter((role) => kafka[role] < NEEDED).map(finding);
    return kafka.brokers === 2 ? [{ ...finding("brokers"), severity: "warning" as const }] : [];
  });

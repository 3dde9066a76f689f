import { report } from "../diagnostics/registry.ts";
import { largestScaleOf } from "../resources/peak.ts";
import type { Check } from "./check.ts";
import { mergeFindings } from "./merge-findings.ts";

/** FF18: a consumer has no more replicas than the topics it reads have partitions. */
export const kafkaParallelism: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) => {
    const topics = new Map(environment.topics.map((topic) => [topic.name, topic]));
    return environment.services.flatMap((service) =>
      service.consumes.flatMap(({ topic }) => {
        const partitions = topics.get(topic)?.partitions ?? Number.POSITIVE_INFINITY;
        const max = largestScaleOf(service);
        if (max <= partitions) return [];
        const location = platform.locateIn(environment.name, ["topics", topic, "partitions"]);
        return [
          {
            environment: environment.name,
            params: { service: service.name, topic, max, partitions },
            at: platform.locateIn(environment.name, ["services", service.name, "scale", "max"]),
            related: [{ message: "the topic", location }],
          },
        ];
      }),
    );
  });
  return mergeFindings(findings, (params, where) => report("data/kafka-parallelism", params, where));
};

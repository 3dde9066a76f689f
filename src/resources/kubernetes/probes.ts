import type { IHTTPGetAction } from "kubernetes-models/v1/HTTPGetAction";
import type { IProbe } from "kubernetes-models/v1/Probe";
import type { Service } from "../../model/platform.ts";
import { HTTP_PORT } from "./ports.ts";
import { secondsOf } from "./quantities.ts";

/** Seconds between two looks at a starting process. */
const STARTUP_PERIOD = 5;

/** Three misses in a row, so that one slow answer takes no pod out. */
const FAILURES = 3;

/**
 * Start and life ask whether the process works, readiness whether it can take requests: a pod must not be restarted
 * because something that it depends on is down (FF13). None names a `host`, which Pod Security refuses since 1.34.
 */
export function probes({ health }: Service): Record<"startupProbe" | "readinessProbe" | "livenessProbe", IProbe> {
  const get = (path: string): IHTTPGetAction => ({ path, port: HTTP_PORT, scheme: "HTTP" });
  return {
    startupProbe: {
      httpGet: get(health.live),
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 3,
      // The last try comes when the time that the service says it takes is over (FF11); the first one may come at once.
      failureThreshold: Math.max(FAILURES, Math.ceil(secondsOf(health.startup) / STARTUP_PERIOD) + 1),
    },
    readinessProbe: { httpGet: get(health.ready), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: FAILURES },
    livenessProbe: { httpGet: get(health.live), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: FAILURES },
  };
}

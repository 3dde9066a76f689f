import type { Service } from "../../model/platform.ts";
import { secondsOf } from "./quantities.ts";

/** Seconds between the end that a service promises and the kill, for the kubelet's own steps. */
const RESERVE = 5;

/** Seconds in which a rollout must get anywhere, beyond what the service itself takes: nodes may have to be added first. */
const SCHEDULING_TIME = 300;

/** The Deployment controller's own default, in seconds. */
const USUAL_DEADLINE = 600;

/** Seconds that a pod goes on serving after it left the load balancers. */
export const drainSecondsOf = ({ shutdown }: Service): number => secondsOf(shutdown.drain);

/** Seconds from the decision to stop a pod to its kill (FF12). */
export const terminationGracePeriodOf = (service: Service): number =>
  drainSecondsOf(service) + secondsOf(service.shutdown.timeout) + RESERVE;

/** Seconds without progress after which a rollout counts as failed; longer than any start that the service allows (FF11). */
export const progressDeadlineOf = ({ health, rollout }: Service): number =>
  Math.max(USUAL_DEADLINE, secondsOf(health.startup) + secondsOf(rollout.minReady) + SCHEDULING_TIME);

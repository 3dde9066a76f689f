import { parseSchedule, shortestGap } from "../../schema/cron.ts";
import { secondsOf } from "../kubernetes/quantities.ts";

const HOUR = 3600;

/** Seconds that a Job may start late, such as after an outage of the control plane; later, the next one is as good. */
export const STARTING_DEADLINE = HOUR / 2;

/** Hours that the portable copy of a database takes at most. */
export const DUMP_HOURS = 6;

/** Seconds after which a Job on a schedule has to be over: before the next one starts. */
export function deadlineOf(schedule: string, hours: number): number {
  const parsed = parseSchedule(schedule);
  const period = parsed === undefined ? hours * HOUR : secondsOf(shortestGap(parsed));
  return Math.min(hours * HOUR, period - STARTING_DEADLINE);
}

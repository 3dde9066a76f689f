/** Minutes of a week, from Monday at midnight. */
export const WEEK = 7 * 24 * 60;
const DAY = 24 * 60;
export const HALF_HOUR = 30;

/** A span of time that returns each day or each week, UTC. Minutes; the start counts from the start of the day or week. */
export interface Window {
  readonly start: number;
  readonly length: number;
  readonly period: typeof DAY | typeof WEEK;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** `00:30-01:30`, or `sun:09:00-sun:10:00`; a window may go past midnight. Undefined for any other text. */
export function parseWindow(text: string): Window | undefined {
  const moment = "(?:([a-z]{3}):)?(\\d{2}):(\\d{2})";
  const [, fromDay, fromHour, fromMinute, toDay, toHour, toMinute] =
    new RegExp(`^${moment}-${moment}$`).exec(text) ?? [];
  if (fromHour === undefined || (fromDay === undefined) !== (toDay === undefined)) return undefined;
  const period = fromDay === undefined ? DAY : WEEK;
  const minuteOf = (day = "mon", hour = "", minute = "") =>
    DAYS.indexOf(day) * DAY + Number(hour) * 60 + Number(minute);
  const start = minuteOf(fromDay, fromHour, fromMinute);
  const end = minuteOf(toDay, toHour, toMinute);
  return start < 0 || end < 0 ? undefined : { start, length: (end - start + period) % period, period };
}

/** Whether there is a minute that lies in both, in any week. */
export function overlap(a: Window, b: Window): boolean {
  const period = Math.min(a.period, b.period);
  const distance = (from: number, to: number) => (((to - from) % period) + period) % period;
  return distance(a.start, b.start) < a.length || distance(b.start, a.start) < b.length;
}

import { DAY } from "./quantity.ts";

/** Which values each field of a cron schedule admits. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Whether either of days and weekdays is enough: so it is where both are restricted. */
  readonly isEitherDay: boolean;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTE = 60_000;

/**
 * A schedule of five fields as the CronJob controller reads it, which leaves the reading to robfig/cron. Undefined where
 * it would refuse it, or where no day of any year is meant.
 *
 * @see https://github.com/robfig/cron/blob/v3.0.1/parser.go
 */
export function parseSchedule(text: string): Schedule | undefined {
  const [minute, hour, day, month, weekday, ...rest] = text.split(" ");
  if (!minute || !hour || !day || !month || !weekday || rest.length > 0) return undefined;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const days = parseField(day, 1, 31);
  const months = parseField(month, 1, 12, MONTHS);
  const weekdays = parseField(weekday, 0, 6, WEEKDAYS);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const isOpen = (field: string) => field.split(",").some((item) => item === "*" || item === "*/1");
  const isEitherDay = !isOpen(day) && !isOpen(weekday);
  const schedule = { minutes, hours, days, months, weekdays, isEitherDay };
  return CALENDAR.some((date) => isMeant(schedule, date)) ? schedule : undefined;
}

/** Numbers, names, ranges and steps, in lists. `5/15` is `5-<largest>/15`. */
function parseField(
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  const numberOf = (word: string): number => {
    const index = names.indexOf(word.toLowerCase());
    if (index >= 0) return index + least;
    return /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  };
  for (const item of text.split(",")) {
    const [, first = "", last, step] = /^([*\da-z]+)(?:-([\da-z]+))?(?:\/(\d{1,2}))?$/i.exec(item) ?? [];
    const isAny = first === "*" && last === undefined;
    const from = isAny ? least : numberOf(first);
    const to = isAny || (last === undefined && step !== undefined) ? most : numberOf(last ?? first);
    const by = step === undefined ? 1 : Number(step);
    if (!(from >= least && from <= to && to <= most && by > 0)) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

/** The shortest time between two starts, in milliseconds: of days that follow each other, though there may be none. */
export function shortestGap({ minutes, hours }: Schedule): number {
  const starts = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  const gaps = starts.map((start, index) => (starts[index + 1] ?? (starts[0] ?? 0) + DAY / MINUTE) - start);
  return Math.min(...gaps) * MINUTE;
}

/** The longest time between two starts, in milliseconds; within a day it is taken for a day. */
export function longestGap(schedule: Schedule): number {
  const meant = CALENDAR.filter((date) => isMeant(schedule, date));
  return (
    meant.reduce((longest, { number }, index) => Math.max(longest, number - (meant[index - 1]?.number ?? number)), 0) *
    DAY
  );
}

/** Days around 2100, when the 29th of February is as far from the next as it gets. */
const CALENDAR = Array.from({ length: (Date.UTC(2109, 0, 1) - Date.UTC(2095, 0, 1)) / DAY }, (_, number) => {
  const date = new Date(Date.UTC(2095, 0, 1) + number * DAY);
  return { number, day: date.getUTCDate(), month: date.getUTCMonth() + 1, weekday: date.getUTCDay() };
});

/** Whether a schedule starts something on a day. */
function isMeant({ days, months, weekdays, isEitherDay }: Schedule, date: (typeof CALENDAR)[number]): boolean {
  const [isDay, isWeekday] = [days.has(date.day), weekdays.has(date.weekday)];
  return months.has(date.month) && (isEitherDay ? isDay || isWeekday : isDay && isWeekday);
}

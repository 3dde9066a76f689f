import { report } from "../diagnostics/registry.ts";
import type { Environment } from "../model/platform.ts";
import { rdsDatabasesOf } from "../resources/aws/rds/settings.ts";
import { DUMP_HOURS, deadlineOf } from "../resources/backups/deadline.ts";
import { parseSchedule, type Schedule } from "../schema/cron.ts";
import { overlap, parseWindow, WEEK, type Window } from "../schema/window.ts";
import type { Check } from "./check.ts";

/** FF24: RDS takes its snapshot at one time, works on its instances at another, and no dump runs during either. */
export const windowCollision: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { database, name, origin } = environment;
    if (database === undefined || rdsDatabasesOf(environment).length === 0) return [];
    const snapshot = parseWindow(database.backup.window);
    const maintenance = parseWindow(database.maintenance);
    const dumps = dumpsOf(database.backup.schedule);
    const isDumped = (window: Window | undefined) =>
      window !== undefined && dumps.some((dump) => overlap(dump, window));
    const found = (field: readonly string[], window: string, other: string) =>
      report(
        "data/window-collision",
        { environment: name, window, other },
        { at: platform.locate([...origin, "database", ...field]) },
      );
    const copies = `the portable copies of "${database.backup.schedule}"`;
    return [
      ...(snapshot && maintenance && overlap(snapshot, maintenance)
        ? [
            found(
              ["maintenance"],
              `the maintenance of ${database.maintenance}`,
              `the snapshots of ${database.backup.window}`,
            ),
          ]
        : []),
      ...(isDumped(snapshot)
        ? [found(["backup", "window"], `the snapshots of ${database.backup.window}`, copies)]
        : []),
      ...(isDumped(maintenance) ? [found(["maintenance"], `the maintenance of ${database.maintenance}`, copies)] : []),
    ];
  });

const DAY = 24 * 60;

/** When a dump may run: from each start for as long as it is given. A date can fall on any day of the week. */
function dumpsOf(schedule: NonNullable<Environment["database"]>["backup"]["schedule"]): readonly Window[] {
  const parsed = parseSchedule(schedule);
  if (parsed === undefined) return [];
  const length = deadlineOf(schedule, DUMP_HOURS) / 60;
  return [...weekdaysOf(parsed)].flatMap((weekday) =>
    [...parsed.hours].flatMap((hour) =>
      // Cron's week starts on Sunday, that of a window on Monday.
      [...parsed.minutes].map((minute) => ({
        start: ((weekday + 6) % 7) * DAY + hour * 60 + minute,
        length,
        period: WEEK,
      })),
    ),
  );
}

const EVERY_DAY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6]);

/** A schedule that says dates, too, comes due on either. */
const weekdaysOf = ({ weekdays, isEitherDay }: Schedule): ReadonlySet<number> => (isEitherDay ? EVERY_DAY : weekdays);

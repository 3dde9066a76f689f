import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { longestGap, parseSchedule, shortestGap } from "../schema/cron.ts";
import { DAY, formatDuration } from "../schema/quantity.ts";
import type { Check } from "./check.ts";

/** When the alert on the age of the last successful drill fires. */
const DRILL_ALERT = 35 * DAY;

/** Below, a copy or a drill would hardly be over when the next one starts. */
const SHORTEST_PERIOD = DAY / 24;

/**
 * A hundred years, the longest that a lock lasts and a snapshot is kept.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html and https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
 */
const LONGEST_RETENTION = 36_500 * DAY;

/** FF23: there is always a copy, drills come before their alert does, each run has time to end, and no lock outlives its copy. */
export const backupClosure: Check = (platform, environments) =>
  environments.flatMap(({ environment: { database, name, origin } }) => {
    const found: Diagnostic[] = [];
    if (database === undefined) return found;
    const { backup } = database;
    const refuse = (field: keyof typeof backup, problem: string, remedy: string) => {
      const at = platform.locate([...origin, "database", "backup", field]);
      found.push(report("data/backup-closure", { environment: name, problem, remedy }, { at }));
    };

    const { lock, retention } = backup;
    if (retention > LONGEST_RETENTION) {
      const problem = `backups are kept for ${formatDuration(retention)}, and AWS takes ${formatDuration(LONGEST_RETENTION)} at most`;
      refuse("retention", problem, "Write a shorter retention.");
    }
    if (lock !== undefined && lock > retention) {
      const problem = `backups are locked for ${formatDuration(lock)}, and kept for ${formatDuration(retention)}`;
      refuse("lock", problem, `Write lock: ${formatDuration(retention)} or less, or a longer retention.`);
    }
    for (const field of ["schedule", "drill"] as const) {
      const schedule = parseSchedule(backup[field]);
      const what = field === "schedule" ? "copies of databases" : "restore drills";
      if (schedule === undefined) continue;
      const [shortest, longest] = [shortestGap(schedule), longestGap(schedule)];
      if (shortest < SHORTEST_PERIOD) {
        refuse(
          field,
          `${what} start ${formatDuration(shortest)} after each other`,
          "Leave an hour or more between them.",
        );
      }
      if (field === "drill" && longest > DRILL_ALERT) {
        const problem = `there are ${formatDuration(longest)} between two restore drills, and the alert on their age fires after 35d`;
        refuse(field, problem, 'Write a schedule that comes due at least monthly, such as "30 4 1 * *".');
      }
      if (field === "schedule" && longest > backup.retention) {
        const problem = `there are ${formatDuration(longest)} between two copies, and each is kept for ${formatDuration(backup.retention)}`;
        refuse(field, problem, "Write a schedule that comes due more often, or a longer retention.");
      }
    }
    return found;
  });

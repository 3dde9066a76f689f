import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import type { OutputFile } from "../../output/output-file.ts";
import { PRELUDE } from "../../resources/backups/scripts/prelude.ts";
import type { EmitContext } from "../emitter.ts";
import { environmentFile } from "./environment-file.ts";
import { environmentPathOf, SCRIPTS_PATH } from "./paths.ts";
import { APPLICATIONS } from "./texts/applications.ts";
import { BACKUP } from "./texts/backup.ts";
import { COMMON } from "./texts/common.ts";
import { DEPLOY } from "./texts/deploy.ts";
import { FETCH_COPY } from "./texts/fetch-copy.ts";
import { JOBS } from "./texts/jobs.ts";
import { MONITORING_SETUP } from "./texts/monitoring-setup.ts";
import { RESTORE } from "./texts/restore.ts";
import { RESTORE_LIVE } from "./texts/restore-live.ts";
import { SETUP } from "./texts/setup.ts";

/** What people start. */
const PROGRAMS = {
  "backup.sh": BACKUP,
  "deploy.sh": DEPLOY,
  "monitoring-setup.sh": MONITORING_SETUP,
  "restore.sh": RESTORE,
  "setup.sh": SETUP,
} as const;

/** What they read. The prelude is that of the backups in the cluster, which fail and store in the same way. */
const PARTS = {
  "lib/applications.sh": APPLICATIONS,
  "lib/common.sh": COMMON,
  "lib/jobs.sh": JOBS,
  "lib/pod/fetch-copy.sh": FETCH_COPY,
  "lib/pod/restore-live.sh": RESTORE_LIVE,
  "lib/prelude.sh": PRELUDE,
} as const;

/** Scripts that are the same for every spec, and a file of data for each environment. */
export function emitScripts({ platform, environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const file = (path: string, body: string, origin: string): OutputFile => ({ path, body, comment: "hash", origin });
  const origin = fileOf(["metadata", "name"]);
  const files = [
    ...Object.entries(PROGRAMS).map(([name, body]) => ({
      ...file(`${SCRIPTS_PATH}/${name}`, body, origin),
      mode: 0o755 as const,
    })),
    ...Object.entries(PARTS).map(([name, body]) => file(`${SCRIPTS_PATH}/${name}`, body, origin)),
    ...environments.map(({ environment, graph }) =>
      file(
        environmentPathOf(environment.name),
        `# shellcheck shell=bash disable=SC2034\n${environmentFile({ platform, environment, graph })}`,
        fileOf(environment.origin),
      ),
    ),
  ];
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}

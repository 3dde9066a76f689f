import { COUNT_TABLES } from "./count-tables.ts";
import { DUMP, SNAPSHOT_SQL } from "./dump.ts";
import { FETCH } from "./fetch.ts";
import { PRELUDE } from "./prelude.ts";
import { RECORD } from "./record.ts";
import { ASSERT_SQL, RESTORE } from "./restore.ts";
import { UPLOAD } from "./upload.ts";

/** The scripts of copies and drills, and what they give psql to read, by file name. */
export const SCRIPTS = {
  "assert.sql": ASSERT_SQL,
  "count-tables.sql": COUNT_TABLES,
  "dump.sh": DUMP,
  "fetch.sh": FETCH,
  "prelude.sh": PRELUDE,
  "record.sh": RECORD,
  "restore.sh": RESTORE,
  "snapshot.sql": SNAPSHOT_SQL,
  "upload.sh": UPLOAD,
} as const;

import { BACKUP_SESSION, CHECKSUM_FILE, DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";
import { START } from "./prelude.ts";

/**
 * What psql does while the dump is taken: one transaction exports its snapshot to pg_dump and then counts, so that the
 * manifest says what the dump holds whatever is written meanwhile. A failed dump leaves the manifest empty.
 */
export const SNAPSHOT_SQL = `SELECT set_config(name, '0', false) FROM pg_settings
 WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
\\g /dev/null
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL row_security = off;
SELECT pg_export_snapshot() AS snapshot \\gset
\\setenv SNAPSHOT :snapshot
\\set dumped \`pg_dump --format=custom --no-password --snapshot="$SNAPSHOT" --file="$DUMP" && echo true || echo false\`
\\if :dumped
SELECT json_build_object('service', :'service', 'taken', :'taken', 'server', current_setting('server_version'));
\\ir count-tables.sql
\\endif
COMMIT;
`;

/** Dumps the database of a service into \`$WORK/copy\`, with its manifest and checksums. The password goes nowhere else. */
export const DUMP = `${START}
PGHOST="$(<"$CONNECTION/host")"
PGPORT="$(<"$CONNECTION/port")"
PGDATABASE="$(<"$CONNECTION/dbname")"
PGUSER="$(<"$CONNECTION/username")"
PGPASSWORD="$(<"$CONNECTION/password")"
export PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD
export PGSSLMODE=verify-full PGSSLROOTCERT="$CONNECTION/ca.crt" PGCONNECT_TIMEOUT=15 PGAPPNAME=${BACKUP_SESSION}

mkdir -p "$WORK/copy"
cd "$WORK/copy"
taken="$(date -u +%Y%m%dT%H%M%SZ)"
export DUMP="$WORK/copy/${DUMP_FILE}"

if ! problem="$(query --set=service="$SERVICE" --set=taken="$taken" --file="$SCRIPTS/snapshot.sql" 2>&1 >${MANIFEST_FILE})" ||
  [[ ! -s ${MANIFEST_FILE} ]]; then
  fail "the database $PGDATABASE at $PGHOST:$PGPORT cannot be dumped: $(one_line "$problem"); look at the database, its Secret, and the space of the volume at $WORK"
fi

size="$(wc -c <${DUMP_FILE})"
((size >= SIZE_FLOOR)) ||
  fail "the dump has $size bytes, fewer than $SIZE_FLOOR; look at the database: has it lost its tables?"
# Reads every block. A list of its contents would not notice that the end is missing.
run "the dump cannot be read back" "the volume at $WORK" pg_restore --file=/dev/null ${DUMP_FILE}
run "the checksums cannot be written" "the space of the volume at $WORK" sha256sum ${DUMP_FILE} ${MANIFEST_FILE} >${CHECKSUM_FILE}
printf '%s' "$taken" >"$WORK/taken"
mapfile -t manifest <${MANIFEST_FILE}
echo "dumped $((\${#manifest[@]} - 1)) tables into $size bytes"
`;

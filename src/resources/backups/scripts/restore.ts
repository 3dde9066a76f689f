import { DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";
import { START } from "./prelude.ts";

/**
 * Runs an assertion, for psql. Its text goes to the server as a value and stands there in brackets, so that it is one
 * query whatever it says, and it may read all data and write none.
 */
export const ASSERT_SQL = `SELECT set_config('drill.assertion', :'assertion', false)
\\g /dev/null
SET default_transaction_read_only = on;
SET ROLE pg_read_all_data;
DO $$
DECLARE
  holds boolean;
BEGIN
  EXECUTE format(E'SELECT (\\n%s\\n) IS TRUE', current_setting('drill.assertion')) INTO holds;
  IF NOT holds THEN
    RAISE EXCEPTION 'it is false or null';
  END IF;
END
$$;
`;

/**
 * Restores the copy in \`$WORK/copy\` into a server of its own, which only listens on a socket in a private folder, and
 * compares it with its manifest. What a copy cannot bring along is left out: owners and privileges, whose roles are the
 * server's.
 */
export const RESTORE = `${START}
data="$WORK/data"
socket="$WORK/socket"
mkdir -p "$socket"
run "the scratch server cannot be made" "the space of the volume at $WORK" \\
  initdb --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null
# Nothing of it is worth keeping, so it need not survive a crash. /dev/shm of a container is 64 MiB.
cat >>"$data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$socket'
dynamic_shared_memory_type = mmap
fsync = off
full_page_writes = off
autovacuum = off
wal_level = minimal
max_wal_senders = 0
SETTINGS
trap 'pg_ctl stop --pgdata="$data" --mode=immediate --silent >/dev/null 2>&1 || true' EXIT
run "the scratch server does not start" "$WORK/server.log" \\
  pg_ctl start --pgdata="$data" --log="$WORK/server.log" --wait --silent
export PGHOST="$socket" PGUSER=postgres PGDATABASE=restored
run "the scratch database cannot be made" "the space of the volume at $WORK" createdb --maintenance-db=postgres restored

run "the copy cannot be restored" "the extensions of the database, and the space of the volume at $WORK" \\
  pg_restore --exit-on-error --no-owner --no-privileges --jobs=2 --dbname=restored "$WORK/copy/${DUMP_FILE}"

run "the restored tables cannot be counted" "the copy" query --file="$SCRIPTS/count-tables.sql" >"$WORK/tables"
mapfile -t found <"$WORK/tables"
mapfile -t expected <"$WORK/copy/${MANIFEST_FILE}"
expected=("\${expected[@]:1}")
((\${#expected[@]} > 0)) || fail "the copy holds no table; look at the database it was taken of"
((\${#found[@]} == \${#expected[@]})) ||
  fail "\${#found[@]} tables were restored of \${#expected[@]}; look at the dump's contents: pg_restore --list"
for index in "\${!expected[@]}"; do
  [[ "\${found[index]}" == "\${expected[index]}" ]] ||
    fail "restored was \${found[index]}, dumped \${expected[index]}; look at the dump's contents: pg_restore --list"
done

shopt -s nullglob
assertions=("$ASSERTIONS"/*.sql)
for file in "\${assertions[@]}"; do
  assertion="$(<"$file")"
  run "the assertion ($(one_line "$assertion")) does not hold" "the data that was restored, and the service that wrote it" \\
    query --set=assertion="$assertion" --file="$SCRIPTS/assert.sql"
done

printf '{"service":"%s","copy":"%s","restored":"%s","tables":%d,"assertions":%d}\\n' \\
  "$SERVICE" "$(<"$WORK/source")" "$(date -u +%Y%m%dT%H%M%SZ)" "\${#found[@]}" "\${#assertions[@]}" | tee "$WORK/record.json"
`;

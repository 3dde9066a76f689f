import { DUMP_FILE, MANIFEST_FILE } from "../../../naming/backups.ts";

/** What the second step of a restore into the live database runs in the cluster. */
export const RESTORE_LIVE = `# shellcheck shell=bash
# In the cluster: replaces all that the service's role owns in its database by the copy in $WORK/copy, in one
# transaction. It is committed only where the tables and their rows are those of the manifest, so that whatever ends
# this, even in the middle, leaves either all of the old or all of the new.
set -euo pipefail
# shellcheck source=../prelude.sh
. "$SCRIPTS/prelude.sh"
PGHOST="$(<"$CONNECTION/host")"
PGPORT="$(<"$CONNECTION/port")"
PGDATABASE="$(<"$CONNECTION/dbname")"
PGUSER="$(<"$CONNECTION/username")"
PGPASSWORD="$(<"$CONNECTION/password")"
export PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD
export PGSSLMODE=verify-full PGSSLROOTCERT="$CONNECTION/ca.crt" PGCONNECT_TIMEOUT=15 PGAPPNAME=database-restore

cd "$WORK/copy"
run "the copy is not what was fetched" "the volume at $WORK" checksums_hold
mapfile -t expected <${MANIFEST_FILE}
expected=("\${expected[@]:1}")
((\${#expected[@]} > 0)) || fail "the copy holds no table; look at the database it was taken of"
printf '%s\\n' "\${expected[@]}" >"$WORK/expected"
rm -f "$WORK/tables"

# Extensions belong to the platform's administrator, who alone may comment on them; a copy says so nevertheless.
run "the contents of the copy cannot be read" "the copy" pg_restore --list ${DUMP_FILE} |
  sed '/ COMMENT - EXTENSION /d' >"$WORK/contents"

# Sent to psql before the copy. Nobody else may be there: what they write meanwhile would be lost.
before() {
  cat <<'SQL'
BEGIN;
SET LOCAL lock_timeout = '30s';
DO $$
DECLARE
  others text;
BEGIN
  SELECT string_agg(DISTINCT coalesce(nullif(application_name, ''), 'without a name'), ', ') INTO others
    FROM pg_stat_activity
   WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
     AND backend_type = 'client backend';
  IF others IS NOT NULL THEN
    RAISE EXCEPTION 'others are still connected as %: %', current_user, others;
  END IF;
END
$$;
DROP OWNED BY CURRENT_USER;
SQL
}

# Sent after it. An error ends psql before the commit.
after() {
  cat <<'SQL'
\\o :tables
\\i :counts
\\o
\\set same \`cmp -s "$WORK/expected" "$WORK/tables" && echo true || echo false\`
\\if :same
COMMIT;
\\else
DO $$ BEGIN RAISE EXCEPTION 'the tables or their rows are not those of the manifest'; END $$;
\\endif
SQL
}

# Where pg_restore fails there is no commit: psql is at its end before.
restore() {
  { before && pg_restore --no-owner --no-privileges --use-list="$WORK/contents" --file=- ${DUMP_FILE} && after; } |
    query --set=tables="$WORK/tables" --set=counts="$SCRIPTS/count-tables.sql" --output=/dev/null
}

difference() {
  local found=() index
  if [[ ! -s "$WORK/tables" ]]; then return; fi
  mapfile -t found <"$WORK/tables"
  for index in "\${!expected[@]}"; do
    if [[ "\${found[index]:-nothing}" != "\${expected[index]}" ]]; then
      printf '; restored was %s, dumped %s' "\${found[index]:-nothing}" "\${expected[index]}"
      return
    fi
  done
}

if ! problem="$(restore 2>&1)"; then
  fail "the database is as it was before, since the copy cannot be restored: $(one_line "$problem")$(difference); look at who else uses the database, and at the copy"
fi
# The planner knows nothing of the new tables yet.
run "the tables cannot be analyzed" "the database, which is restored" query --command=ANALYZE
echo "restored \${#expected[@]} tables"
`;

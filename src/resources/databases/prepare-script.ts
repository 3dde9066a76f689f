import { CA_KEY, DATABASE_FOLDER } from "../../model/variables.ts";

/** Where the Job finds the administrator, the exporter's role, and these files. */
export const ADMIN_FOLDER = "/etc/admin";
export const EXPORTER_FOLDER = "/etc/exporter";
export const PREPARE_FOLDER = "/etc/prepare";

/**
 * Connects as the administrator. What psql is to know it reads from files; the passwords of the roles reach it as the
 * answers to `\\password`, twice each, since it asks for them on its input where there is no terminal.
 */
export const PREPARE_SH = `#!/bin/sh
set -eu

PGHOST="$(cat ${ADMIN_FOLDER}/host)"
PGPORT="$(cat ${ADMIN_FOLDER}/port)"
PGDATABASE="$(cat ${ADMIN_FOLDER}/dbname)"
PGUSER="$(cat ${ADMIN_FOLDER}/username)"
PGPASSWORD="$(cat ${ADMIN_FOLDER}/password)"
PGSSLMODE=verify-full
PGSSLROOTCERT=${DATABASE_FOLDER}/${CA_KEY}
PGCONNECT_TIMEOUT=10
export PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSSLMODE PGSSLROOTCERT PGCONNECT_TIMEOUT

twice() {
  value="$(cat "$1")"
  printf '%s\\n%s\\n' "$value" "$value"
}

{ twice ${DATABASE_FOLDER}/password; twice ${EXPORTER_FOLDER}/password; } |
  psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --file=${PREPARE_FOLDER}/prepare.sql
`;

/**
 * Makes what is not there yet, so it can run at every sync. Names are values here (law 9): \`format\` quotes them.
 * \`\\password\` sends a password as its SCRAM verifier, so that no log of the server ever holds it.
 */
export const PREPARE_SQL = `\\set dbname \`cat ${DATABASE_FOLDER}/dbname\`
\\set owner \`cat ${DATABASE_FOLDER}/username\`
\\set exporter \`cat ${EXPORTER_FOLDER}/username\`
\\set extensions \`cat ${PREPARE_FOLDER}/extensions\`

SELECT format('CREATE ROLE %I LOGIN', role)
FROM unnest(ARRAY[:'owner', :'exporter']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\\gexec
\\password :"owner"
\\password :"exporter"
GRANT pg_monitor TO :"exporter";

-- Whoever gives a database to a role has to be a member of it.
GRANT :"owner" TO CURRENT_USER;
SELECT format('CREATE DATABASE %I OWNER %I', :'dbname', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'dbname')
\\gexec
SELECT format('ALTER DATABASE %I OWNER TO %I', :'dbname', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'dbname' AND pg_get_userbyid(datdba) = :'owner')
\\gexec

\\connect :"dbname"
SELECT format('CREATE EXTENSION IF NOT EXISTS %I', name)
FROM regexp_split_to_table(:'extensions', '\\s+') AS name
WHERE name <> ''
\\gexec
`;

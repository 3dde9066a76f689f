import { CHECKSUM_FILE } from "../../../naming/backups.ts";

/** What every script starts with. It is configured by environment variables and files alone. */
export const START = `#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=prelude.sh
. "$SCRIPTS/prelude.sh"
`;

/** Where something fails, a script ends with one line on stderr: what, why in the words of the tool, and what to look at. */
export const PRELUDE = `# shellcheck shell=bash
export LC_ALL=C
umask 077

fail() {
  printf '%s: %s\\n' "$SERVICE" "$1" >&2
  exit 1
}

# A text of several lines as one, its first 500 characters.
one_line() {
  local words=()
  read -r -d '' -a words <<<"$1" || true
  printf '%.500s' "\${words[*]}"
}

# run <what failed> <what to look at> <command...>: keeps the command's complaints for that line.
run() {
  local what="$1" look="$2" problem
  shift 2
  { problem="$("$@" 2>&1 >&3)"; } 3>&1 || fail "$what: $(one_line "$problem"); look at $look"
}

# Names the file that is not what it was, which sha256sum says elsewhere than its complaints.
checksums_hold() {
  sha256sum --check --strict --quiet ${CHECKSUM_FILE} >&2
}

query() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"
}

# store <file> <address>: encrypted with the platform's own key.
store() {
  run "$1 cannot be stored as $2" "the bucket, its key, and the permissions of the ServiceAccount" \\
    aws s3 cp --only-show-errors --sse aws:kms --sse-kms-key-id "$KMS_KEY" "$1" "$2"
}
`;

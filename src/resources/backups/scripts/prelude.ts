/**
 * What each script starts with. A script is configured by environment variables and files alone, and where something
 * fails it ends with one line on stderr: what failed, why in the words of the tool, and what to look at.
 */
export const PRELUDE = `#!/usr/bin/env bash
set -euo pipefail
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
`;

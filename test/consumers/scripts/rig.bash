# shellcheck shell=bash disable=SC2154,SC2034
# What every test has: a checkout of its own in $checkout, a world in $WORLD, and stand-ins first on the PATH.
setup() {
  checkout="$BATS_TEST_TMPDIR/checkout"
  scripts="$checkout/generated/scripts"
  export WORLD="$BATS_TEST_TMPDIR/world" TMPDIR="$BATS_TEST_TMPDIR/tmp"
  mkdir -p "$WORLD" "$TMPDIR" "$BATS_TEST_TMPDIR/bin"
  cp -a "$REPOSITORY" "$checkout"
  for tool in aws kubectl argocd terraform curl session-manager-plugin; do
    ln -s "$STAND_IN" "$BATS_TEST_TMPDIR/bin/$tool"
  done
  export PATH="$BATS_TEST_TMPDIR/bin:$PATH"
  cd /
}

# Whatever a test did, nothing is left of the script's own, and no secret was on a command line.
teardown() {
  [[ -z "$(ls -A "$TMPDIR")" ]] || return 1
  if grep -F -e a-token-nobody-sees -e "$(printf a-token-nobody-sees | base64)" "$WORLD/calls" 2>/dev/null; then return 1; fi
}

# soon <command...>: until it succeeds, or a minute is over.
soon() {
  local attempt
  for ((attempt = 0; attempt < 600; attempt++)); do
    if "$@" 2>/dev/null; then return; fi
    sleep 0.1
  done
  return 1
}

# is_gone <pid>: after a moment, since a process that was told to end may still be doing so.
is_gone() {
  local attempt
  for ((attempt = 0; attempt < 50; attempt++)); do
    if ! kill -0 "$1" 2>/dev/null; then return; fi
    sleep 0.1
  done
  return 1
}

# called <expression>: the lines that were called and match it, in order, without what says where.
called() {
  if [[ ! -f "$WORLD/calls" ]]; then return; fi
  jq -r '[.tool] + .argv | join(" ")
    | sub("--context \\S+ "; "") | sub("--request-timeout=60s "; "") | sub("--region \\S+ "; "")' "$WORLD/calls" | grep -E "$1" || true
}

# What changes something: nothing of it may happen where a script refuses.
changes() {
  called '^(kubectl (--namespace \S+ )?(apply|create|annotate|scale|delete|patch)|terraform \S+ apply|aws eks update|kubectl config set|curl .*--data-binary)'
}

# special <case...>: answers before the world does.
special() {
  printf 'case "$line" in\n%s\nesac\n' "$1" >"$WORLD/special"
}

# exits <status> <command...>
exits() {
  local status_expected="$1"
  shift
  run "$@" </dev/null
  if ((status != status_expected)); then
    printf '%s\n' "exit status $status instead of $status_expected" "$output" >&3
    return 1
  fi
}

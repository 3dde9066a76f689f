/**
 * Brings Elasticsearch to the settings that lie beside it. Each request puts a whole setting, so running it again changes
 * nothing; the first that is refused ends it with Elasticsearch's own words.
 *
 * Its variables: `ELASTICSEARCH_URL`; the folders `CREDENTIALS` and `SETTINGS`; `STREAM`, `REPOSITORY` and `POLICY`, which
 * name what is made; how many `ATTEMPTS` it makes to find Elasticsearch, and the `PAUSE` between them in seconds.
 */
export const SETUP_SCRIPT = String.raw`#!/usr/bin/env bash
# Puts the settings of the logs into Elasticsearch. Running it again changes nothing.
set -euo pipefail

answer="$(mktemp)"
trap 'rm -f "$answer"' EXIT

fail() {
  echo "setup: $*" >&2
  exit 1
}

[[ -s "$CREDENTIALS/password" ]] || fail "no password in $CREDENTIALS"

# request <method> <path> [<argument of curl>…]: prints the status, 000 where nobody answered; the answer is a file.
# The password is no argument of a process, where others could read it.
request() {
  local method="$1" path="$2"
  shift 2
  : >"$answer"
  curl --silent --show-error --max-time 60 --cacert "$CREDENTIALS/ca.crt" \
    --config <(printf 'user = "%s:%s"\n' "$(<"$CREDENTIALS/username")" "$(<"$CREDENTIALS/password")") \
    --request "$method" --output "$answer" --write-out '%{http_code}' "$@" "$ELASTICSEARCH_URL$path" || true
}

# put <path> [<file of the body>]
put() {
  local path="$1" status
  shift
  [[ $# == 0 ]] || set -- --header "Content-Type: application/json" --data-binary "@$1"
  status="$(request PUT "$path" "$@")"
  [[ "$status" == 2* ]] || fail "PUT $path was answered $status: $(<"$answer")"
  echo "setup: PUT $path"
}

wait_for_elasticsearch() {
  local attempt status
  for ((attempt = 1; attempt <= ATTEMPTS; attempt++)); do
    status="$(request GET "/_cluster/health?wait_for_status=yellow&timeout=30s")"
    [[ "$status" != 200 ]] || return 0
    # A user that is refused now may be one that the operator has not told Elasticsearch about yet.
    echo "setup: Elasticsearch answers $status, attempt $attempt of $ATTEMPTS" >&2
    sleep "$PAUSE"
  done
  fail "Elasticsearch is not ready, it answered $status: $(<"$answer")"
}

wait_for_elasticsearch
put "/_ilm/policy/$STREAM" "$SETTINGS/lifecycle-policy.json"
put "/_index_template/$STREAM" "$SETTINGS/index-template.json"
# Fluentd may not make it, so that no line comes before its template.
status="$(request GET "/_data_stream/$STREAM")"
case "$status" in
  200) echo "setup: the data stream $STREAM is there" ;;
  404) put "/_data_stream/$STREAM" ;;
  *) fail "GET /_data_stream/$STREAM was answered $status: $(<"$answer")" ;;
esac
# Answered when every node has written to the bucket and read it.
put "/_snapshot/$REPOSITORY" "$SETTINGS/snapshot-repository.json"
put "/_slm/policy/$POLICY" "$SETTINGS/snapshot-policy.json"
echo "setup: done"
`;

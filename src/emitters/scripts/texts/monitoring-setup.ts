import { ALERTMANAGER_PORT, PROMETHEUS_PORT } from "../../../catalog/prometheus.ts";
import { ALERTMANAGER, GRAFANA_ADMIN, GRAFANA_PASSWORD_KEY, NODE_EXPORTER, PROMETHEUS } from "../../../naming/names.ts";

/** Waits for the monitoring and asks it whether it works. */
export const MONITORING_SETUP = `#!/usr/bin/env bash
# Waits for the monitoring of an environment, which Argo CD syncs, and checks that it watches and can tell somebody.
set -euo pipefail
HERE="$(unset CDPATH && cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=lib/common.sh
. "$HERE/lib/common.sh"
# shellcheck source=lib/applications.sh
. "$HERE/lib/applications.sh"

usage() {
  cat <<'USAGE'
Usage: monitoring-setup.sh --env NAME [option...]

Says which secrets of the monitoring have no value yet and how to bring it, waits for its operators and for what they
run, and asks Prometheus whether every target answers, whether its rules are evaluated, and whether Alertmanager hears
of them. It changes nothing; --test-alert sends one alert to the owner of the platform.

  --test-alert        sends an alert that ends by itself after five minutes; production asks first
  --timeout MINUTES   until it gives up waiting (30)
USAGE
  common_options
}

minutes=30 test_alert=false
separate "$@"
set -- "\${arguments[@]}"
while (($# > 0)); do
  case "$1" in
    --test-alert) test_alert=true taken=1 ;;
    --timeout)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{1,4}$ ]] || usage_error "--timeout is a number of minutes"
      minutes="$value" taken=2
      ;;
    *) common_option "$@" ;;
  esac
  shift "$taken"
done
start aws curl jq kubectl

problems=()

# problem <what>: told at once, and again by the exit status.
problem() {
  say "not as it should be: $1"
  problems+=("$1")
}

watched() {
  kube --namespace "$OBSERVABILITY_NAMESPACE" "$@"
}

# Of a secret only is asked whether it has a value, never which.
check_secrets() {
  local name versions missing=()
  for name in "\${MONITORING_SECRETS[@]}"; do
    versions="$(cloud secretsmanager describe-secret --secret-id "$SECRET_PREFIX$name" \\
      --output json 2>"$work/problem")" ||
      fail "the secret $SECRET_PREFIX$name is not there: $(one_line "$(<"$work/problem")"); run setup.sh --env $ENVIRONMENT" "$NOT_READY"
    versions="$(jq '.VersionIdsToStages // {} | length' <<<"$versions")"
    if [[ "$versions" == 0 ]]; then missing+=("$SECRET_PREFIX$name"); fi
  done
  if ((\${#missing[@]} == 0)); then return; fi
  say "these secrets have no value yet; whoever has it brings it, on standard input:"
  for name in "\${missing[@]}"; do
    say "  aws secretsmanager put-secret-value --region $REGION --secret-id $name --secret-string file:///dev/stdin"
  done
  fail "\${#missing[@]} of the monitoring's secrets have no value; what needs them waits for it" "$NOT_READY"
}

# unready <jq filter for what is not ready> <kubectl get argument...>: until there is none.
wait_until_ready() {
  local filter="$1" found left before=""
  shift
  while :; do
    found="$(run "$* cannot be read" "the rights in $CLUSTER" kube get "$@" --output=json)"
    left="$(jq -r "if .items == [] then \\"none is there\\" else .items[] | $filter end" <<<"$found")"
    if [[ -z "$left" ]]; then return; fi
    if [[ "$left" != "$before" ]]; then say "waiting for $1: $(one_line "$left")"; fi
    before="$left"
    in_time || fail "$1 not ready in time: $(one_line "$left")" "$NOT_HEALTHY"
    pause
  done
}

readonly NAME='"\\(.metadata.namespace // "")/\\(.metadata.name)"'

# is <condition>: what has no such condition that is true.
is() {
  printf 'select([.status.conditions[]? | select(.type == "%s" and .status == "True")] == []) | %s' "$1" "$NAME"
}

wait_for_workloads() {
  local there="--namespace=$OBSERVABILITY_NAMESPACE"
  wait_until_ready "$(is Available)" deployments.apps "$there"
  wait_until_ready "$(is Ready)" externalsecrets.external-secrets.io "$there"
  wait_until_ready "$(is Available)" prometheuses.monitoring.coreos.com "$there"
  wait_until_ready "$(is Available)" alertmanagers.monitoring.coreos.com "$there"
  wait_until_ready "select((.status.numberReady // 0) < (.status.desiredNumberScheduled // 1)) | $NAME" \\
    daemonsets.apps --all-namespaces --selector app.kubernetes.io/name=${NODE_EXPORTER}
  if [[ "$LOGGING" == true ]]; then
    wait_until_ready "select(.status.health != \\"green\\" and .status.health != \\"yellow\\") | $NAME" \\
      elasticsearches.elasticsearch.k8s.elastic.co "$there"
    wait_until_ready "select((.status.health // \\"\\") != \\"green\\") | $NAME" kibanas.kibana.k8s.elastic.co "$there"
  fi
}

# A password that is empty would let everybody in as the administrator.
check_grafana_password() {
  local length
  length="$(watched get secret ${GRAFANA_ADMIN} --output=go-template='{{with index .data "${GRAFANA_PASSWORD_KEY}"}}{{len .}}{{end}}')" ||
    length=""
  if [[ ! "$length" =~ ^[0-9]+$ ]] || ((length < 8)); then problem "Grafana's administrator has no password worth the name"; fi
}

# forward <service> <port>: leaves in \`address\` how this machine reaches it. NetworkPolicies let nobody else in.
forward() {
  local log="$work/forward" line=""
  stop_child
  : >"$log"
  in_background kubectl --context "$context" --namespace "$OBSERVABILITY_NAMESPACE" \\
    port-forward "service/$1" ":$2" --address 127.0.0.1 >"$log" 2>&1
  deadline 1
  while [[ ! "$line" =~ 127\\.0\\.0\\.1:([0-9]+) ]]; do
    kill -0 "$child" 2>/dev/null || fail "$1 cannot be reached: $(one_line "$(<"$log")")"
    in_time || fail "$1 cannot be reached in time: $(one_line "$(<"$log")")"
    sleep 0.2
    line="$(<"$log")"
  done
  address="http://127.0.0.1:\${BASH_REMATCH[1]}"
}

ask() {
  run "$address does not answer" "the log of its pod" \\
    curl --fail --silent --show-error --max-time 30 "$@"
}

# query <expression>: what Prometheus says to it, as JSON.
query_prometheus() {
  ask --get --data-urlencode "query=$1" "$address/api/v1/query"
}

check_prometheus() {
  local answer all down
  forward ${PROMETHEUS} ${PROMETHEUS_PORT.port}
  answer="$(query_prometheus 'count(up)')"
  all="$(jq -r '.data.result[0].value[1] // "0"' <<<"$answer")"
  answer="$(query_prometheus 'up == 0')"
  down="$(jq -r '.data.result[].metric | "\\(.job // "?") \\(.namespace // "")/\\(.pod // .instance // "?")"' <<<"$answer")"
  if [[ "$all" == 0 ]]; then problem "Prometheus has no target"; fi
  if [[ -n "$down" ]]; then problem "targets that do not answer: $(one_line "\${down//$'\\n'/, }")"; fi
  answer="$(ask "$address/api/v1/rules")"
  down="$(jq -r '.data.groups[].rules[] | select(.health == "err") | .name' <<<"$answer")"
  if [[ -n "$down" ]]; then problem "rules that cannot be evaluated: $(one_line "\${down//$'\\n'/, }")"; fi
  say "Prometheus has $all targets"
}

# The alert Watchdog always fires, so it has to have arrived.
check_alertmanager() {
  local answer
  forward ${ALERTMANAGER} ${ALERTMANAGER_PORT.port}
  answer="$(ask --get --data-urlencode 'filter=alertname="Watchdog"' "$address/api/v2/alerts")"
  if [[ "$(jq length <<<"$answer")" == 0 ]]; then problem "Alertmanager has not heard of the alert Watchdog, which always fires"; fi
}

send_test_alert() {
  confirm_in_production "$(described) is about to tell $OWNER of a test alert."
  if [[ "$dry_run" == true ]]; then
    say "would send a test alert to $OWNER"
    return
  fi
  jq -n --arg owner "$OWNER" --arg environment "$ENVIRONMENT" --argjson now "$(date +%s)" '[{
    labels: { alertname: "TestOfTheRoute", severity: "warning", $owner, $environment },
    annotations: { summary: "A test of monitoring-setup.sh; nothing is wrong." },
    endsAt: ($now + 300 | todate)
  }]' | ask --header 'Content-Type: application/json' --data-binary @- "$address/api/v2/alerts" >/dev/null
  say "sent a test alert to $OWNER; it should arrive within a minute"
}

check_account
check_cluster
check_secrets
deadline "$minutes"
wait_for healthy "\${MONITORING_APPLICATIONS[@]}"
wait_for_workloads
check_grafana_password
check_prometheus
check_alertmanager
if [[ "$test_alert" == true ]]; then send_test_alert; fi
stop_child
((\${#problems[@]} == 0)) || fail "\${#problems[@]} of the monitoring is not as it should be" "$NOT_HEALTHY"
say "the monitoring of $ENVIRONMENT watches, and Alertmanager hears of it"
`;

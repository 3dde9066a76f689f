#!/usr/bin/env bats
load rig.bash

monitoring_setup() {
  "$scripts/monitoring-setup.sh" --env prod --interval 0.05 --timeout 3 "$@"
}

@test "waits, asks Prometheus and Alertmanager, changes nothing, and leaves no forwarding behind" {
  exits 0 monitoring_setup
  [[ "$output" == *"Prometheus has 42 targets"*"watches, and Alertmanager hears of it"* ]]
  [[ -z "$(changes)" ]]
  while read -r pid; do is_gone "$pid"; done <"$WORLD/forwards"
  [[ "$(wc -l <"$WORLD/forwards")" == 2 ]]
}

@test "secrets without a value are named, with the command that takes it from standard input" {
  special '*"alertmanager/slack-api-url"*) echo "{}"; exit ;;'
  exits 3 monitoring_setup
  [[ "$output" == *"--secret-id shop/prod/alertmanager/slack-api-url --secret-string file:///dev/stdin"* ]]
  [[ "$output" != *"grafana/admin-password"* && -z "$(called 'get-secret-value')" ]]
  special '*describe-secret*) echo ResourceNotFoundException >&2; exit 254 ;;'
  exits 3 monitoring_setup
  [[ "$output" == *"ResourceNotFoundException; run setup.sh"* ]]
}

@test "what is not ready in time is named" {
  special '*" externalsecrets"*) echo "{\"items\":[{\"metadata\":{\"namespace\":\"observability\",\"name\":\"grafana-admin\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}]}"; exit ;;'
  exits 5 monitoring_setup --timeout 0
  [[ "$output" == *"not ready in time: observability/grafana-admin"* ]]
  special '*" prometheuses"*) echo "{\"items\":[]}"; exit ;;'
  exits 5 monitoring_setup --timeout 0
  [[ "$output" == *"none is there"* ]]
}

@test "targets that are down, rules that fail, no Watchdog, no password: all are told, at the end as the status" {
  special '"curl "*"up == 0"*) echo "{\"data\":{\"result\":[{\"metric\":{\"job\":\"books\",\"namespace\":\"shop-prod\",\"pod\":\"books-1\"}}]}}"; exit ;;
    *"/api/v1/rules") echo "{\"data\":{\"groups\":[{\"rules\":[{\"name\":\"Bad\",\"health\":\"err\"}]}]}}"; exit ;;
    "curl "*Watchdog*) echo "[]"; exit ;;
    *" get secret grafana-admin "*) echo 0; exit ;;'
  exits 5 monitoring_setup
  for word in "books shop-prod/books-1" "cannot be evaluated: Bad" "not heard of the alert Watchdog" "no password" "4 of the monitoring"; do
    [[ "$output" == *"$word"* ]]
  done
}

@test "a Prometheus without targets, or that cannot be reached" {
  special '"curl "*"count(up)"*) echo "{\"data\":{\"result\":[]}}"; exit ;;'
  exits 5 monitoring_setup
  special '*port-forward*) echo "error: services not found" >&2; exit 1 ;;'
  exits 1 monitoring_setup
  [[ "$output" == *"services not found"* ]]
}

@test "the test alert asks in production, goes to the owner, and ends by itself" {
  exits 4 monitoring_setup --test-alert
  [[ -z "$(changes)" ]]
  exits 0 monitoring_setup --test-alert --dry-run
  [[ -z "$(changes)" ]]
  exits 0 monitoring_setup --test-alert --confirm prod
  jq -e --argjson now "$(date +%s)" '.[0] | .labels.owner == "crew" and (.endsAt | fromdate) - $now < 301' "$WORLD/input.0"
}

@test "SIGTERM while it forwards a port ends both" {
  special '"curl "*) : >"$WORLD/asked"; sleep 1 ;;'
  setsid "$scripts/monitoring-setup.sh" --env prod >"$BATS_TEST_TMPDIR/log" 2>&1 &
  pid=$!
  soon test -e "$WORLD/asked"
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
  [[ "$status" == 143 ]]
  is_gone "$(<"$WORLD/forwards")"
}

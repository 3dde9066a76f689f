#!/usr/bin/env bats
load rig.bash

started() {
  : >"$WORLD/argocd"
  echo shop >"$WORLD/clusters"
  : >"$WORLD/applied.bootstrap"
  : >"$WORLD/applied.prod"
}

# applications <jq filter>: what Argo CD says of itself from now on.
applications() {
  jq -n --argjson applications "$(WORLD="$WORLD" "$BATS_TEST_TMPDIR/bin/kubectl" --namespace argocd get applications.argoproj.io x)" \
    "\$applications | $1" >"$WORLD/applications.json"
  special '*" get applications.argoproj.io "*) cat "$WORLD/applications.json"; exit ;;'
  : >"$WORLD/calls"
}

@test "a new cluster gets Argo CD, the bootstrap, itself, and the root, in this order" {
  exits 0 "$scripts/deploy.sh" --env prod --confirm prod --timeout 3
  run changes
  expected=(
    "kubectl create namespace argocd"
    "kubectl apply --server-side --field-manager=argocd-install --namespace argocd -k https://github.com/argoproj/argo-cd//manifests/ha/cluster-install?ref=COMMIT"
    "kubectl apply --server-side --field-manager=shop-bootstrap -k $checkout/argocd/bootstrap"
    "kubectl apply --server-side --field-manager=shop-bootstrap -f -"
    "kubectl apply --server-side --field-manager=shop-bootstrap -f -"
    "kubectl apply --server-side --field-manager=shop-bootstrap -k $checkout/argocd/prod"
    "kubectl --namespace argocd annotate applications.argoproj.io shop-prod argocd.argoproj.io/refresh=normal --overwrite"
    "kubectl --namespace argocd annotate applications.argoproj.io --selector app.kubernetes.io/part-of=shop,finflow.io/environment=prod argocd.argoproj.io/refresh=normal --overwrite"
  )
  diff <(printf '%s\n' "${expected[@]}") <(sed -E 's/ref=[0-9a-f]{40}$/ref=COMMIT/' <<<"$output")
  # Argo CD knows the cluster by its own address, with the token that the cluster gave.
  jq -e '.stringData | .name == "shop" and .server == "https://ABC.gr7.us-west-2.eks.amazonaws.com"
    and (.config | fromjson | .bearerToken == "a-token-nobody-sees" and .tlsClientConfig.caData == "Y2E=")' "$WORLD/input.1"
  # Each call names the context.
  [[ -z "$(jq -c 'select(.tool == "kubectl" and .argv[0] != "--context" and .argv[0] != "config")' "$WORLD/calls")" ]]
}

@test "a second run only looks, asks nothing, and waits" {
  started
  exits 0 "$scripts/deploy.sh" --env prod
  [[ "$output" == *"follows main already"*"synced and healthy at main"* ]]
  [[ "$(changes | grep -vc annotate)" == 0 ]]
}

@test "production is shown what changes and asks; dev does not ask" {
  started
  rm "$WORLD/applied.prod"
  exits 4 "$scripts/deploy.sh" --env prod
  [[ "$output" == *"+ what is new in prod"* && -z "$(changes)" ]]
  exits 0 "$scripts/deploy.sh" --env prod --confirm prod
  : >"$WORLD/calls"
  special '*"get-caller-identity"*) echo 111111111111; exit ;;
    *"config view"*) a=arn:aws:eks:us-west-2:111111111111:cluster/shop-dev; jq -n --arg a "$a" "{contexts: [{name: \$a, context: {cluster: \$a}}]}"; exit ;;
    *"secret-type=cluster"*) echo shop-dev; exit ;;
    *" get applications.argoproj.io "*) echo "{\"items\":[{\"metadata\":{\"name\":\"shop-dev\"},\"spec\":{\"source\":{\"targetRevision\":\"main\"}},\"status\":{\"sync\":{\"status\":\"Synced\",\"comparedTo\":{\"source\":{\"targetRevision\":\"main\"}}},\"health\":{\"status\":\"Healthy\"}}}]}"; exit ;;'
  exits 0 "$scripts/deploy.sh" --env dev
  [[ "$(changes | grep -c 'argocd/dev')" == 1 ]]
}

@test "--dry-run shows what it would do, and does nothing" {
  exits 0 "$scripts/deploy.sh" --env prod --dry-run
  [[ "$output" == *"would run: "*"argocd/prod"* && -z "$(changes)" ]]
  started
  rm "$WORLD/applied.prod"
  exits 0 "$scripts/deploy.sh" --env prod --dry-run
  [[ "$output" == *"+ what is new in prod"* && -z "$(changes)" ]]
}

@test "files that are not those of the revision are not applied" {
  started
  rm "$WORLD/applied.prod"
  echo "# by hand" >>"$checkout/argocd/prod/root.yaml"
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod
  [[ "$output" == *"not what main holds"* && -z "$(changes)" ]]
  exits 0 "$scripts/deploy.sh" --env prod --confirm prod --any-checkout
  git -C "$checkout" branch --quiet --move main other
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod
  [[ "$output" == *"does not know main"* ]]
}

@test "a context that leads elsewhere, no context, a cluster that does not answer, credentials of another account" {
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod --context other
  [[ "$output" == *"leads to other"* ]]
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod --context none
  special '*"/readyz"*) echo "dial tcp: i/o timeout" >&2; exit 1 ;;'
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod
  [[ "$output" == *"i/o timeout"*"output -raw tunnel"* ]]
  special '"aws sts "*) echo 111111111111; exit ;;'
  exits 3 "$scripts/deploy.sh" --env prod --confirm prod
  [[ -z "$(changes)" ]]
}

@test "a question that fails is not taken for the answer that nothing is there" {
  special '"kubectl get customresourcedefinition "*) echo Forbidden >&2; exit 1 ;;'
  exits 1 "$scripts/deploy.sh" --env prod --confirm prod
  started
  special '*"secret-type=cluster"*) echo Forbidden >&2; exit 1 ;;'
  exits 1 "$scripts/deploy.sh" --env prod --confirm prod
  special '"kubectl diff "*) echo "connection lost" >&2; exit 2 ;;'
  exits 1 "$scripts/deploy.sh" --env prod --confirm prod
  [[ "$output" == *"cannot be compared: connection lost"* && -z "$(changes)" ]]
}

@test "what is not healthy in time is named, with what Argo CD says" {
  started
  applications '.items[1].status += {health: {status: "Degraded"}, operationState: {phase: "Failed", message: "one\ntwo"}}
    | .items[2].status.sync.comparedTo.source.targetRevision = "old"
    | .items[3].metadata.annotations = {"argocd.argoproj.io/refresh": "normal"}'
  exits 5 "$scripts/deploy.sh" --env prod --timeout 0 --interval 0
  [[ "$output" == *"shop-prod-books: Synced, Degraded; one two shop-prod-platform: Synced, Healthy shop-prod-monitoring: Synced, Healthy"* ]]
  applications 'del(.items[0])'
  exits 5 "$scripts/deploy.sh" --env prod --timeout 0 --interval 0
  [[ "$output" == *"shop-prod: not there yet"* ]]
}

@test "it waits as long as something is to be waited for" {
  started
  applications '.items[1].status.health.status = "Progressing"'
  special '*" get applications.argoproj.io "*) echo >>"$WORLD/looks"
    if (($(wc -l <"$WORLD/looks") < 4)); then cat "$WORLD/applications.json"; exit; fi ;;'
  exits 0 "$scripts/deploy.sh" --env prod --interval 0.05
  [[ "$(wc -l <"$WORLD/looks")" == 4 ]]
}

@test "an environment that syncs by hand is told what is left, and not waited for" {
  started
  sed -i "s/^readonly AUTOMATED=.*/readonly AUTOMATED='false'/" "$scripts/environments/prod.sh"
  applications '.items[1].status.sync.status = "OutOfSync"'
  exits 0 "$scripts/deploy.sh" --env prod
  [[ "$output" == *"shop-prod-books: OutOfSync"* ]]
}

@test "SIGINT and SIGTERM end it at once, with their status, and leave nothing" {
  started
  applications '.items[1].status.health.status = "Progressing"'
  for signal in TERM:143 INT:130 HUP:129; do
    : >"$WORLD/calls"
    # In a group of its own, where SIGINT is not ignored.
    setsid bash -c 'trap - INT; exec "$@"' bash env --default-signal=INT "$scripts/deploy.sh" --env prod --interval 60 >"$BATS_TEST_TMPDIR/log" 2>&1 &
    pid=$!
    soon grep -q waiting "$BATS_TEST_TMPDIR/log"
    kill "-${signal%:*}" "$pid"
    status=0
    wait "$pid" || status=$?
    [[ "$status" == "${signal#*:}" && -z "$(ls -A "$TMPDIR")" ]]
  done
}

@test "at a terminal the environment is asked for, and the name has to be typed" {
  started
  rm "$WORLD/applied.prod"
  typed() { printf '%s\n' "$@" | script --quiet --return --log-out /dev/null --command "$scripts/deploy.sh"; }
  run typed prod no
  [[ "$status" == 4 && -z "$(changes)" ]]
  run typed prod prod
  [[ "$status" == 0 && "$output" == *"synced and healthy"* ]]
}

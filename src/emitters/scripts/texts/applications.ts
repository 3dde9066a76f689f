/** Waiting for Applications of Argo CD. */
export const APPLICATIONS = `# shellcheck shell=bash
# Applications of Argo CD, as its API objects say it: that takes no login, and no token of its own.

applications() {
  run "the Applications cannot be read" "Argo CD in the namespace $ARGOCD_NAMESPACE" \\
    hub --namespace "$ARGOCD_NAMESPACE" get applications.argoproj.io --selector "$APPLICATIONS" --output=json
}

# look_again <name or selector...>: Argo CD compares now and not at its next turn.
look_again() {
  run "Argo CD cannot be asked to look again" "the rights in the namespace $ARGOCD_NAMESPACE" \\
    hub --namespace "$ARGOCD_NAMESPACE" annotate applications.argoproj.io "$@" \\
    argocd.argoproj.io/refresh=normal --overwrite >/dev/null
}

# unfinished <healthy or synced> [name...]: a line for each Application that is not; all of them, where none is named.
# One that was asked to look again has not done so while the annotation is there, and one that last looked at another
# revision says nothing about this one.
unfinished() {
  local wanted="$1"
  shift
  jq -r --arg wanted "$wanted" '
    def revisions: [if .sources then .sources[] else .source // {} end | .targetRevision];
    .items as $items
    | (if $ARGS.positional == [] then [$items[].metadata.name] else $ARGS.positional end)[] as $name
    | ([$items[] | select(.metadata.name == $name)] | first) as $application
    | if $application == null then "\\($name): not there yet"
      else $application
      | (.status.sync.status // "Unknown") as $sync
      | (.status.health.status // "Unknown") as $health
      | select($sync != "Synced"
          or ($wanted == "healthy" and $health != "Healthy")
          or .metadata.annotations["argocd.argoproj.io/refresh"] != null
          or ((.status.sync.comparedTo // {}) | revisions) != (.spec | revisions))
      | (.status.operationState // {}) as $operation
      | "\\($name): \\($sync), \\($health)"
        + (if ["Failed", "Error"] | index($operation.phase) then "; \\($operation.message // "")" else "" end
          | gsub("\\\\s+"; " ") | .[0:300])
      end
  ' --args "$@"
}

# wait_for <healthy or synced> [name...]: until they are, or the deadline. Says what it waits for whenever that changes.
wait_for() {
  local found left before=""
  while :; do
    found="$(applications)"
    left="$(unfinished "$@" <<<"$found")"
    if [[ -z "$left" ]]; then return; fi
    if [[ "$left" != "$before" ]]; then
      say "waiting for:"
      say "$left"
      before="$left"
    fi
    in_time || fail "not $1 in time: $(one_line "$left"); look at them with kubectl --context $hub_context --namespace $ARGOCD_NAMESPACE describe application NAME" "$NOT_HEALTHY"
    pause
  done
}
`;

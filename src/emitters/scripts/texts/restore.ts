import { copiesPrefixOf } from "../../../naming/backups.ts";
import { LABEL_PREFIX } from "../../../naming/labels.ts";
import { databaseBackupOf, restoreDrillOf } from "../../../naming/names.ts";

/** A copy into a scratch server or the live database, with the order of steps around it. */
export const RESTORE = `#!/usr/bin/env bash
# Restores a portable copy of a service's database: into a scratch server to prove it, or into the live database.
set -euo pipefail
HERE="$(unset CDPATH && cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=lib/common.sh
. "$HERE/lib/common.sh"
# shellcheck source=lib/jobs.sh
. "$HERE/lib/jobs.sh"

usage() {
  cat <<'USAGE'
Usage: restore.sh --env NAME --service NAME (--list | --into scratch | --into live | --resume) [option...]

  --list              says which copies there are
  --into scratch      runs the restore drill with this copy: a server of its own in a pod, which ends with it
  --into live         stops the service, takes a copy of what is there, replaces the database's contents by those of the
                      copy in one transaction, and starts the service again. Asks everywhere for ENVIRONMENT/SERVICE
  --resume            starts the service again, where an earlier run was killed before it could

  --copy TIME         such as 20261123T021500Z; by default the newest
  --no-safety-copy    takes no copy of what is there before, such as where it cannot be read any more
  --timeout MINUTES   until it gives up waiting for one Job (420)
USAGE
  common_options
}

minutes=420 service="" copy="" action="" safety_copy=true
choose() {
  [[ -z "$action" ]] || usage_error "one of --list, --into and --resume"
  action="$1"
}
separate "$@"
set -- "\${arguments[@]}"
while (($# > 0)); do
  taken=1
  case "$1" in
    --list) choose list ;;
    --resume) choose resume ;;
    --into)
      value_of "$@"
      [[ "$value" == scratch || "$value" == live ]] || usage_error "--into is scratch or live"
      choose "$value"
      taken=2
      ;;
    --service)
      value_of "$@"
      service="$value" taken=2
      ;;
    --copy)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{8}T[0-9]{6}Z$ ]] || usage_error "--copy is a time such as 20261123T021500Z"
      copy="$value" taken=2
      ;;
    --no-safety-copy) safety_copy=false ;;
    --timeout)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{1,4}$ ]] || usage_error "--timeout is a number of minutes"
      minutes="$value" taken=2
      ;;
    *) common_option "$@" ;;
  esac
  shift "$taken"
done
[[ -n "$action" ]] || usage_error "one of --list, --into and --resume"
start aws jq kubectl sha256sum
[[ -n "$service" && " \${DATABASES[*]} " == *" $service "* ]] ||
  usage_error "--service is one with a database in $ENVIRONMENT: \${DATABASES[*]}"

readonly application="$APPLICATION_PREFIX-$service" restore_prefix="$service-db-restore-"
readonly REPLICAS=${LABEL_PREFIX}/replicas-before-restore SKIP=argocd.argoproj.io/skip-reconcile

# Leaves the time of the copy in \`copy\`, and its files but the dump in $work.
choose_copy() {
  local all
  all="$(copies_of "$service")"
  [[ -n "$all" ]] || fail "there is no complete copy below s3://$BACKUPS_BUCKET/${copiesPrefixOf("$service")}" "$NOT_READY"
  copy="\${copy:-\${all##*$'\\n'}}"
  grep -qxF -- "$copy" <<<"$all" ||
    fail "there is no complete copy of $copy; restore.sh --list says which there are" "$NOT_READY"
  for file in "$CHECKSUM_FILE" "$MANIFEST_FILE"; do
    run "$file cannot be fetched" "the permissions of your role" \\
      aws s3 cp --only-show-errors "s3://$BACKUPS_BUCKET/${copiesPrefixOf("$service")}$copy/$file" "$work/$file"
  done
  (cd -- "$work" && grep -F "  $MANIFEST_FILE" "$CHECKSUM_FILE" | sha256sum --check --strict --quiet >&2) ||
    fail "the manifest of $copy is damaged; look at the older versions of its object" "$NOT_READY"
  say "$service of $copy:"
  jq -r 'if .table then "  \\(.table): \\(.rows) rows" else "  PostgreSQL \\(.server)" end' "$work/$MANIFEST_FILE" >&2
}

# job_of <cronjob> <name> <jq filter>: its Job under another name, changed. Nothing owns it, or its success would be
# taken for that of the CronJob, by which an alert knows when the last copy was taken.
job_of() {
  run "the CronJob $1 cannot be read" "the rights in $NAMESPACE" \\
    services_kube create job "$2" --from="cronjob/$1" --dry-run=client --output=json |
    jq --arg source "${copiesPrefixOf("$service")}$copy" --argjson seconds "$((minutes * 60))" \\
      --rawfile fetch "$HERE/lib/pod/fetch-copy.sh" --rawfile restore "$HERE/lib/pod/restore-live.sh" "
        del(.metadata.ownerReferences, .status)
        | .spec.backoffLimit = 0
        | .spec.activeDeadlineSeconds = \\$seconds
        | .spec.template.spec |= ($3)
      "
}

# What takes the copies of this database may also read them and connect to it, so its Job runs in the other direction.
# shellcheck disable=SC2016
readonly INTO_LIVE='
  def step($name): [.initContainers[], .containers[] | select(.name == $name)] | first // error("no step \\($name)");
  (step("upload") | .name = "fetch" | .command = ["bash", "-c", $fetch]
    | .env += [{ name: "SOURCE", value: $source }]) as $first
  | (step("dump") | .name = "restore" | .command = ["bash", "-c", $restore]) as $second
  | .initContainers = [$first] | .containers = [$second]
'
# The drill takes the newest copy below this prefix, which is now the only one.
# shellcheck disable=SC2016
readonly INTO_SCRATCH='
  (.initContainers[], .containers[]).env |= map(if .name == "COPIES" then .value = "\\($source)/" else . end)
'

restore_job=""

# start_job <cronjob> <prefix of its name> <jq filter>
start_job() {
  local manifest
  restore_job="$2$(date +%s)"
  manifest="$(job_of "$1" "$restore_job" "$3")"
  run "the Job cannot be started" "the rights in $NAMESPACE" services_kube create -f - <<<"$manifest" >&2
}

into_scratch() {
  if [[ "$dry_run" == true ]]; then
    say "would run the drill of $service with the copy of $copy"
    return
  fi
  start_job "${restoreDrillOf("$service")}" "$restore_prefix" "$INTO_SCRATCH"
  deadline "$minutes"
  wait_for_job "$restore_job" || fail "the copy of $copy cannot be restored as it was dumped" "$NOT_HEALTHY"
  say "the copy of $copy was restored into a scratch server, table by table as it was dumped"
}

annotation() {
  services_kube get deployment "$service" --output=json | jq -r --arg key "$1" '.metadata.annotations[$key] // ""'
}

# Argo CD would start the service again at once, so it has to look away first. An autoscaler leaves what has 0 replicas.
stop_service() {
  local replicas
  replicas="$(annotation "$REPLICAS")"
  if [[ -z "$replicas" ]]; then
    replicas="$(services_kube get deployment "$service" --output=json | jq -r '.spec.replicas // 1')"
  fi
  # Before anything is stopped: a later run reads it where this one is killed.
  change services_kube annotate deployment "$service" "$REPLICAS=$replicas" --overwrite >&2
  is_stopped=true
  change hub --namespace "$ARGOCD_NAMESPACE" annotate applications.argoproj.io "$application" "$SKIP=true" --overwrite >&2
  change services_kube scale deployment "$service" --replicas=0 >&2
  if [[ "$dry_run" == true ]]; then return; fi
  deadline 10
  while [[ "$(services_kube get pods --selector "app.kubernetes.io/name=$service" --output=json | jq '.items | length')" != 0 ]]; do
    in_time || fail "pods of $service are still there"
    pause
  done
}

is_stopped=false

resume_service() {
  local replicas
  replicas="$(annotation "$REPLICAS")" || return 1
  if [[ -n "$replicas" ]]; then
    change services_kube scale deployment "$service" --replicas="$replicas" >&2 || return 1
  fi
  change hub --namespace "$ARGOCD_NAMESPACE" annotate applications.argoproj.io "$application" "$SKIP-" >&2 || return 1
  change services_kube annotate deployment "$service" "$REPLICAS-" >&2 || return 1
  is_stopped=false
}

# However it ends, the service runs again: the database is whole, the old one or the new one. Not beside a Job that still
# restores, and not with nobody knowing.
leave_in_order() {
  if [[ "$is_stopped" == false ]]; then return; fi
  if [[ -n "$restore_job" ]] && ! services_kube delete job "$restore_job" --ignore-not-found --cascade=foreground --timeout=50s >&2; then
    say "the Job $restore_job may still restore, so $service stays stopped; once it is over: restore.sh --env $ENVIRONMENT --service $service --resume"
    return
  fi
  resume_service || say "$service is still stopped: restore.sh --env $ENVIRONMENT --service $service --resume"
}

refuse_beside_another() {
  local other
  other="$(running_job "$restore_prefix" "${databaseBackupOf("$service")}")"
  [[ -z "$other" ]] || fail "the Job $other still restores this database; wait until it is over" "$NOT_READY"
}

into_live() {
  local restored=false
  refuse_beside_another
  confirm "$ENVIRONMENT/$service" \\
    "$service of $(described) is about to be stopped, and all that its database holds replaced by the copy of $copy."
  if [[ "$dry_run" == true ]]; then
    stop_service
    say "would replace what the database of $service holds by the copy of $copy, and start $service again"
    return
  fi
  cleanups+=(leave_in_order)
  stop_service
  if [[ "$safety_copy" == true ]]; then
    start_backup "$service"
    deadline "$minutes"
    wait_for_job "$job" ||
      fail "what is there cannot be copied, so it is left as it is; --no-safety-copy goes on without"
  fi
  start_job "${databaseBackupOf("$service")}" "$restore_prefix" "$INTO_LIVE"
  deadline "$minutes"
  if wait_for_job "$restore_job"; then restored=true; fi
  # It is over, so it stays to be looked at.
  restore_job=""
  [[ "$restored" == true ]] || fail "the database of $service is as it was before"
  resume_service || fail "the copy is restored, and $service cannot be started again; run this with --resume" "$NOT_HEALTHY"
  wait_for_service
  say "$service runs again, with what its database held at $copy"
}

wait_for_service() {
  deadline 15
  until services_kube get deployment "$service" --output=json |
    jq -e '.spec.replicas == 0 or ((.status.observedGeneration // 0) >= .metadata.generation and (.status.availableReplicas // 0) >= (.spec.replicas // 1))' >/dev/null; do
    in_time || fail "$service does not become available; look at its pods" "$NOT_HEALTHY"
    pause
  done
}

check_account
check_cluster
case "$action" in
  list) copies_of "$service" ;;
  resume)
    refuse_beside_another
    resume_service || fail "$service cannot be started again"
    if [[ "$dry_run" == false ]]; then wait_for_service; fi
    ;;
  scratch)
    choose_copy
    into_scratch
    ;;
  *)
    choose_copy
    into_live
    ;;
esac
`;

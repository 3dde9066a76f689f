import { CHECKSUM_FILE, copiesPrefixOf, MANIFEST_FILE } from "../../../naming/backups.ts";
import { databaseBackupOf } from "../../../naming/names.ts";

/** Jobs of copies, and the copies that they leave. */
export const JOBS = `# shellcheck shell=bash
# Jobs in the cluster, which outlast the script that has started them.

# The layout of the bucket; see src/naming/backups.ts.
readonly CHECKSUM_FILE=${CHECKSUM_FILE} MANIFEST_FILE=${MANIFEST_FILE}

services_kube() {
  kube --namespace "$NAMESPACE" "$@"
}

# running_job <prefix of its name> <label app.kubernetes.io/name>: the name of one that is not over, or nothing.
running_job() {
  local found
  found="$(run "the Jobs of $NAMESPACE cannot be read" "the rights in $NAMESPACE" \\
    services_kube get jobs --selector "app.kubernetes.io/name=$2" --output=json)"
  jq -r --arg prefix "$1" '
    [.items[]
      | select(.metadata.name | startswith($prefix))
      | select([.status.conditions[]? | select(.status == "True" and (.type == "Complete" or .type == "Failed"))] == [])
      | .metadata.name]
    | first // ""
  ' <<<"$found"
}

# end_of_job <name>: Complete or Failed, or nothing while it runs, and since when in the form of times in the bucket.
end_of_job() {
  local found
  found="$(run "the Job $1 cannot be read" "the rights in $NAMESPACE" services_kube get job "$1" --output=json)"
  jq -r '
    ([.status.conditions[]? | select(.status == "True" and (.type == "Complete" or .type == "Failed")).type] | first // "-"),
    (.status.startTime // "" | gsub("[-:]"; ""))
  ' <<<"$found"
}

# wait_for_job <name>: whether it succeeded. Leaves in \`started\` since when it ran; says why where it did not.
wait_for_job() {
  local end state=()
  while :; do
    end="$(end_of_job "$1")"
    mapfile -t state <<<"$end"
    started="\${state[1]:-}"
    case "\${state[0]}" in
      Complete) return 0 ;;
      Failed)
        say "the Job $1 failed: $(services_kube logs "job/$1" --all-containers --tail=5 2>&1 || true)"
        return 1
        ;;
      *) in_time || fail "the Job $1 is not over in time; it goes on: kubectl --context $context --namespace $NAMESPACE get job $1" "$NOT_HEALTHY" ;;
    esac
    pause
  done
}

# start_backup <service>: leaves in \`job\` the name of the Job that copies its database; one that runs already is taken.
start_backup() {
  local name="${databaseBackupOf("$1")}"
  job="$(running_job "$name-" "$name")"
  if [[ -n "$job" ]]; then
    say "$1: the Job $job runs already"
    return
  fi
  job="$name-$(date +%s)"
  change services_kube create job "$job" --from="cronjob/$name" >&2
}

# copies_of <service>: times of the complete copies of its database, the oldest first.
copies_of() {
  local keys prefix="${copiesPrefixOf("$1")}" key
  keys="$(run "the copies cannot be listed" "the bucket $BACKUPS_BUCKET, and the permissions of your role" \\
    cloud s3api list-objects-v2 --bucket "$BACKUPS_BUCKET" --prefix "$prefix" --output text \\
    --query "Contents[?ends_with(Key, '/$CHECKSUM_FILE')].[Key]")"
  while read -r key; do
    # Of an empty bucket the list is the word None.
    key="\${key#"$prefix"}"
    if [[ "$key" =~ ^([0-9]{8}T[0-9]{6}Z)/$CHECKSUM_FILE$ ]]; then printf '%s\\n' "\${BASH_REMATCH[1]}"; fi
  done <<<"$keys" | sort
}
`;

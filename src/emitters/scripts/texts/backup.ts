import { copiesPrefixOf } from "../../../naming/backups.ts";

/** Copies of databases by the CronJobs that take them anyway, and the configuration that git does not hold. */
export const BACKUP = `#!/usr/bin/env bash
# Takes a portable copy of each database now, checks it, and keeps what git does not hold of an environment's configuration.
set -euo pipefail
HERE="$(unset CDPATH && cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=lib/common.sh
. "$HERE/lib/common.sh"
# shellcheck source=lib/applications.sh
. "$HERE/lib/applications.sh"
# shellcheck source=lib/jobs.sh
. "$HERE/lib/jobs.sh"

usage() {
  cat <<'USAGE'
Usage: backup.sh --env NAME [option...]

Starts the CronJob of each database's copies now, waits, and checks what arrived in the bucket: complete, encrypted, of
today, and by its checksums, for which it is read back from here. Then stores the configuration that git does not hold
below configuration/ of the same bucket. No value of a secret is in it. Databases and their Jobs are not disturbed by a
script that ends early: the Jobs go on.

  --only PART         databases or configuration
  --service NAME      of this service's database alone; may be repeated
  --quick             does not read the copies of databases back: their Jobs did so already
  --timeout MINUTES   until it gives up waiting (420)
USAGE
  common_options
}

minutes=420 only="" quick=false services=()
separate "$@"
set -- "\${arguments[@]}"
while (($# > 0)); do
  case "$1" in
    --only)
      value_of "$@"
      [[ "$value" == databases || "$value" == configuration ]] || usage_error "--only is databases or configuration"
      only="$value" taken=2
      ;;
    --service)
      value_of "$@"
      services+=("$value") taken=2
      ;;
    --quick) quick=true taken=1 ;;
    --timeout)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{1,4}$ ]] || usage_error "--timeout is a number of minutes"
      minutes="$value" taken=2
      ;;
    *) common_option "$@" ;;
  esac
  shift "$taken"
done
start aws jq kubectl sha256sum

# \`store\` asks for the key by this name.
export KMS_KEY="$BACKUPS_KEY"

if ((\${#services[@]} == 0)); then services=("\${DATABASES[@]}"); fi
for service in "\${services[@]}"; do
  [[ " \${DATABASES[*]} " == *" $service "* ]] ||
    usage_error "$service has no database in $ENVIRONMENT; there are: \${DATABASES[*]}"
done
[[ -n "$BACKUPS_BUCKET" ]] || fail "$ENVIRONMENT has no bucket for copies, since no service of it has a database" "$NOT_READY"

failures=() problems=()

failure() {
  say "failed: $1"
  failures+=("$1")
}

problem() {
  say "not as it should be: $1"
  problems+=("$1")
}

stored_checksum() {
  aws s3 cp --only-show-errors "$1" - | sha256sum
}

# is_stored <folder of the bucket> <checksum> <file>: as it was sent. Leaves nothing where the script is ended meanwhile.
is_stored() {
  local stored
  patiently run "$3 cannot be read back" "s3://$BACKUPS_BUCKET/$1" \\
    stored_checksum "s3://$BACKUPS_BUCKET/$1/$3" >"$work/checksum" || return 1
  stored="$(<"$work/checksum")"
  [[ "\${stored%% *}" == "$2" ]]
}

is_encrypted() {
  local how
  how="$(run "$1 cannot be looked at" "the permissions of your role" \\
    cloud s3api head-object --bucket "$BACKUPS_BUCKET" --key "$1" --query ServerSideEncryption --output text)" || return 1
  [[ "$how" == aws:kms ]]
}

# check_copy <service>: the newest one is of the Job that has just ended, and is what the Job said it was.
check_copy() {
  local all newest folder sum file
  all="$(copies_of "$1")"
  newest="\${all##*$'\\n'}"
  if [[ -z "$newest" || "$newest" < "$started" ]]; then
    problem "$1: the Job succeeded, and the newest copy is \${newest:-none}"
    return
  fi
  folder="${copiesPrefixOf("$1")}$newest"
  run "the checksums of $folder cannot be fetched" "the permissions of your role" \\
    aws s3 cp --only-show-errors "s3://$BACKUPS_BUCKET/$folder/$CHECKSUM_FILE" "$work/sums"
  while read -r sum file; do
    is_encrypted "$folder/$file" || problem "$1: $folder/$file is not encrypted with a key of the platform"
    if [[ "$quick" == false ]]; then
      is_stored "$folder" "$sum" "$file" || problem "$1: $folder/$file is not what was dumped"
    fi
  done <"$work/sums"
  say "$1: s3://$BACKUPS_BUCKET/$folder"
}

# What would be kept for ever is found here, and not when somebody asks for it to be gone.
check_retention() {
  local rules
  rules="$(cloud s3api get-bucket-lifecycle-configuration --bucket "$BACKUPS_BUCKET" --output json 2>/dev/null)" || rules="{}"
  jq -e --arg prefix "$1" '
    any(.Rules[]?; .Status == "Enabled" and (.Expiration.Days // 0) > 0 and ((.Filter.Prefix // .Prefix // .Filter.And.Prefix) == $prefix))
  ' <<<"$rules" >/dev/null || problem "no rule of s3://$BACKUPS_BUCKET says how long $1 is kept"
}

back_up_databases() {
  local service jobs=() index
  for service in "\${services[@]}"; do
    start_backup "$service"
    jobs+=("$job")
  done
  if [[ "$dry_run" == true ]]; then return; fi
  for index in "\${!services[@]}"; do
    if wait_for_job "\${jobs[index]}"; then check_copy "\${services[index]}"; else failure "the copy of \${services[index]}"; fi
  done
  check_retention databases/
}

# kept <file> <what cannot be read> <jq filter> <command...>: what the filter leaves of what a command says. The rest,
# such as values of secrets, goes from one program to the other and is written nowhere.
kept() {
  local file="$1" what="$2" filter="$3"
  shift 3
  run "$what cannot be read" "the rights of your role" "$@" | jq --sort-keys "$filter" >"$work/configuration/$file"
}

collect_configuration() {
  mkdir "$work/configuration"
  kept secrets.json "the Secrets" '[.items[] | {
      namespace: .metadata.namespace, name: .metadata.name, type, immutable,
      created: .metadata.creationTimestamp, keys: (.data // {} | keys),
      owners: [.metadata.ownerReferences[]? | {kind, name}]
    }]' kube get secrets --all-namespaces --output=json
  kept secrets-manager.json "the names in Secrets Manager" '[.SecretList[] | {
      Name, Description, KmsKeyId, CreatedDate, LastChangedDate, RotationEnabled, Tags
    }]' cloud secretsmanager list-secrets --filters "Key=name,Values=$SECRET_PREFIX" --output json
  kept applications.json "the Applications" '[.items[] | {
      name: .metadata.name, spec,
      sync: (.status.sync | {status, revision, revisions}), health: .status.health.status,
      operation: (.status.operationState | {phase, finishedAt}),
      history: [.status.history[]? | {id, revision, revisions, deployedAt}]
    }]' applications
  kept projects.json "the AppProjects" '[.items[] | {name: .metadata.name, spec: (.spec | del(.roles))}]' \\
    hub --namespace "$ARGOCD_NAMESPACE" get appprojects.argoproj.io --output=json
  kept volumes.json "the volumes" '[.items[] | {
      name: .metadata.name, claim: (.spec.claimRef | {namespace, name}), handle: .spec.csi.volumeHandle,
      class: .spec.storageClassName, capacity: .spec.capacity.storage, policy: .spec.persistentVolumeReclaimPolicy
    }]' kube get persistentvolumes --output=json
  kept workloads.json "the workloads" '[.items[] | {
      kind, namespace: .metadata.namespace, name: .metadata.name, replicas: .spec.replicas,
      images: [.spec.template.spec | .initContainers[]?, .containers[] | .image]
    }]' kube get deployments,statefulsets,daemonsets --all-namespaces --output=json
  kept cluster.json "the cluster" '.cluster | {name, arn, version, platformVersion, endpoint, status, createdAt, tags}' \\
    cloud eks describe-cluster --name "$CLUSTER" --output json
  if [[ "$TERRAFORM" == true ]]; then
    kept terraform-state.json "the versions of Terraform's state" \\
      '[.Versions[]? | select(.IsLatest) | {Key, VersionId, LastModified, Size}]' \\
      cloud s3api list-object-versions --bucket "$STATE_BUCKET" --prefix "$STATE_KEY" --output json
  fi
}

# The checksums go last, after all that they are of was read back: what ends this before leaves nothing that looks whole.
back_up_configuration() {
  local taken folder commit
  if [[ "$dry_run" == true ]]; then
    say "would store the configuration below s3://$BACKUPS_BUCKET/configuration/"
    return
  fi
  collect_configuration
  taken="$(date -u +%Y%m%dT%H%M%SZ)"
  folder="configuration/$taken"
  commit="$(git -C "$ROOT" rev-parse --verify --quiet HEAD 2>/dev/null)" || commit=""
  jq -n --arg platform "$PLATFORM" --arg environment "$ENVIRONMENT" --arg taken "$taken" --arg commit "$commit" \\
    '{$platform, $environment, $taken, $commit}' >"$work/configuration/manifest.json"
  cd -- "$work/configuration"
  sha256sum ./*.json | sed 's| \\./| |' >"$work/$CHECKSUM_FILE"
  # All files at once, where \`store\` takes one.
  patiently run "the configuration cannot be stored" "the bucket, its key, and the permissions of your role" \\
    aws s3 cp --recursive --only-show-errors --sse aws:kms --sse-kms-key-id "$KMS_KEY" . "s3://$BACKUPS_BUCKET/$folder"
  mkdir "$work/stored"
  cd -- "$work/stored"
  patiently run "the configuration cannot be read back" "the permissions of your role" \\
    aws s3 cp --recursive --only-show-errors "s3://$BACKUPS_BUCKET/$folder" .
  sha256sum --check --strict --quiet "$work/$CHECKSUM_FILE" >&2 ||
    fail "s3://$BACKUPS_BUCKET/$folder is not what was sent; run this again"
  patiently store "$work/$CHECKSUM_FILE" "s3://$BACKUPS_BUCKET/$folder/$CHECKSUM_FILE"
  cd -- "$ROOT"
  check_retention configuration/
  say "configuration: s3://$BACKUPS_BUCKET/$folder"
}

check_account
check_cluster
deadline "$minutes"
if [[ "$only" != configuration ]]; then back_up_databases; fi
if [[ "$only" != databases ]]; then back_up_configuration; fi
((\${#failures[@]} == 0)) || fail "\${#failures[@]} copies failed: \${failures[*]}"
((\${#problems[@]} == 0)) || fail "\${#problems[@]} of what is in the bucket is not as it should be" "$NOT_HEALTHY"
`;

import { TERRAFORM_VERSION } from "../../../catalog/terraform.ts";

/** Prerequisites, then Terraform: the place of its state and the infrastructure; then kubectl. */
export const SETUP = `#!/usr/bin/env bash
# Builds the infrastructure of an environment with Terraform, and leads kubectl to its cluster.
set -euo pipefail
HERE="$(unset CDPATH && cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=lib/common.sh
. "$HERE/lib/common.sh"

# Of this machine, at which the tunnel ends; the outputs of terraform/ say the same.
readonly TUNNEL_PORT=8443

usage() {
  cat <<'USAGE'
Usage: setup.sh --env NAME [option...]

Checks what has to be installed and whose credentials there are, before anything else. Then makes the bucket of
Terraform's state where there is none, shows what Terraform is about to do, asks, does it, and tells kubectl of the
cluster. Where all is there already, nothing changes.

  --terraform PROGRAM  terraform or tofu; by default the first that is there
  --direct             kubectl goes to the private address of the cluster, and not through the tunnel
USAGE
  common_options
}

terraform="" direct=false
separate "$@"
set -- "\${arguments[@]}"
while (($# > 0)); do
  case "$1" in
    --direct) direct=true taken=1 ;;
    --terraform)
      value_of "$@"
      terraform="$value" taken=2
      ;;
    *) common_option "$@" ;;
  esac
  shift "$taken"
done
start jq
if [[ -z "$terraform" ]]; then
  terraform=terraform
  if ! command -v terraform >/dev/null && command -v tofu >/dev/null; then terraform=tofu; fi
fi

# version_of <program>: what it says, or nothing.
version_of() {
  case "$1" in
    aws) aws --version 2>&1 | sed -n 's|^aws-cli/\\([0-9.]*\\).*|\\1|p' ;;
    git) git --version | sed -n 's/^git version \\([0-9.]*\\).*/\\1/p' ;;
    jq) jq --version | sed -n 's/^jq-\\([0-9.]*\\).*/\\1/p' ;;
    kubectl) kubectl version --client --output=json | jq -r '.clientVersion.gitVersion | ltrimstr("v")' ;;
    session-manager-plugin) session-manager-plugin --version ;;
    *) "$1" version -json | jq -r .terraform_version ;;
  esac
}

# One minor version of kubectl beside that of the cluster works: https://kubernetes.io/releases/version-skew-policy/
check_prerequisites() {
  local program least version problems=() minor=\${KUBERNETES#*.}
  while read -r program least; do
    if ! command -v "$program" >/dev/null; then
      problems+=("$program is not installed, and has to be $least or later")
      continue
    fi
    version="$(version_of "$program" 2>/dev/null)" || version=""
    if [[ ! "$version" =~ ^[0-9] ]]; then
      problems+=("$program does not say its version")
    elif ! at_least "$version" "$least"; then
      problems+=("$program is $version, and has to be $least or later")
    elif [[ "$program" == kubectl ]] && at_least "$version" "1.$((minor + 2))"; then
      problems+=("kubectl is $version, and has to be at most one minor version after $KUBERNETES")
    fi
  done <<PROGRAMS
$terraform ${TERRAFORM_VERSION}
aws 2.7.0
git 2.20
jq 1.6
kubectl 1.$((minor - 1))
session-manager-plugin 1.2
PROGRAMS
  ((\${#problems[@]} == 0)) || {
    printf '%s\\n' "\${problems[@]}" >&2
    fail "\${#problems[@]} of what is needed is missing or too old; nothing was changed" "$NOT_READY"
  }
}

# in_folder <folder> <argument...>: a signal waits until Terraform is done. Ctrl-C reaches Terraform itself, which then
# ends in order; to be cut off would leave a lock, and half of what it was about to write down.
in_folder() {
  local folder="$1"
  shift
  "$terraform" -chdir="$ROOT/$folder" "$@"
}

# plan_and_apply <folder> <values> <what it is>
plan_and_apply() {
  local folder="$1" values="$2" what="$3" status=0
  # Plans may hold secrets: this one is readable by its owner alone, and goes with the script.
  in_folder "$folder" plan -input=false -detailed-exitcode -var-file="$values" -out="$work/plan" || status=$?
  case "$status" in
    0) say "$what is as it should be" ;;
    2)
      confirm "$ENVIRONMENT" "Terraform is about to change $what of $(described)."
      if [[ "$dry_run" == true ]]; then
        say "would apply this plan"
      else
        in_folder "$folder" apply -input=false "$work/plan" ||
          fail "$what was not changed as planned; correct the cause, and run this again: it goes on where it ended"
      fi
      ;;
    *) fail "Terraform cannot plan $what" ;;
  esac
  rm -f -- "$work/plan"
}

# Leaves in \`has_bucket\` whether the bucket of the state is there. Only S3's own word for that says that it is not.
look_for_bucket() {
  local problem
  has_bucket=true
  problem="$(cloud s3api head-bucket --bucket "$STATE_BUCKET" --expected-bucket-owner "$ACCOUNT" 2>&1 >/dev/null)" ||
    has_bucket=false
  [[ "$has_bucket" == true || "$problem" == *"(404)"* ]] ||
    fail "the bucket $STATE_BUCKET cannot be looked at: $(one_line "$problem")" "$NOT_READY"
}

# The bucket of the state has a state of its own on this machine, which may be lost: it is used once.
make_state_bucket() {
  look_for_bucket
  if [[ "$has_bucket" == true ]]; then
    say "the bucket of the state is there"
    return
  fi
  in_folder terraform/bootstrap init -input=false
  in_folder terraform/bootstrap workspace select -or-create "$ENVIRONMENT"
  plan_and_apply terraform/bootstrap "environments/$ENVIRONMENT.tfvars" "the place of the state"
}

build() {
  look_for_bucket
  if [[ "$has_bucket" == false ]]; then
    [[ "$dry_run" == true ]] || fail "the bucket $STATE_BUCKET is still not there"
    say "what else is to be built can be planned once the bucket of the state is there"
    return
  fi
  # -reconfigure: another environment may have been the last one here.
  in_folder terraform init -input=false -reconfigure -backend-config="environments/$ENVIRONMENT.s3.tfbackend"
  plan_and_apply terraform "environments/$ENVIRONMENT.tfvars" "the infrastructure"
}

# The address of the cluster is private.
lead_kubectl() {
  local endpoint
  change cloud eks update-kubeconfig --name "$CLUSTER" >&2
  if [[ "$direct" == true ]]; then return; fi
  if [[ "$dry_run" == true ]]; then
    say "would lead kubectl through the tunnel"
    return
  fi
  endpoint="$(run "the address of $CLUSTER cannot be read" "the permissions of your role" \\
    cloud eks describe-cluster --name "$CLUSTER" --query cluster.endpoint --output text)"
  kubectl config set-cluster "$CLUSTER_ARN" --server="https://localhost:$TUNNEL_PORT" \\
    --tls-server-name="\${endpoint#https://}" >&2
  say "open the tunnel in another terminal before anything that talks to the cluster:"
  in_folder terraform output -raw tunnel
  printf '\\n'
}

[[ "$TERRAFORM" == true ]] || fail "the infrastructure of this platform is not written as Terraform" "$NOT_READY"
check_prerequisites
check_account
make_state_bucket
build
lead_kubectl
if [[ "$dry_run" == false ]]; then
  say "secrets whose values their owners bring:"
  in_folder terraform output -json secrets_to_fill | jq -r 'to_entries[] | "\\(.key)\\n  \\(.value)"'
fi
`;

import { ARGOCD_BOOTSTRAP, argocdPathOf } from "../../../naming/paths.ts";

/** Argo CD, what of it is applied by hand, and the wait for what it syncs then. */
export const DEPLOY = `#!/usr/bin/env bash
# Starts an environment in Argo CD, or brings it to another revision, and waits until it is healthy.
set -euo pipefail
HERE="$(unset CDPATH && cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=lib/common.sh
. "$HERE/lib/common.sh"
# shellcheck source=lib/applications.sh
. "$HERE/lib/applications.sh"

# Argo CD where there is none yet, by commit: nobody can move that. 2026-08-12.
readonly ARGOCD_VERSION=v3.5.1 ARGOCD_COMMIT=109ca7ca71139e514114499d294a492e7910a965

usage() {
  cat <<'USAGE'
Usage: deploy.sh --env NAME [option...]

Installs Argo CD where there is none, applies argocd/bootstrap and argocd/NAME from this checkout, and waits until all
Applications of the environment are synced and healthy. What would change is shown first; production asks before it
happens. Where nothing has changed it only waits.

  --any-checkout      does not insist that the files are those of the revision that the environment follows
  --timeout MINUTES   until it gives up waiting (60)
USAGE
  common_options
}

minutes=60 any_checkout=false
separate "$@"
set -- "\${arguments[@]}"
while (($# > 0)); do
  case "$1" in
    --any-checkout) any_checkout=true taken=1 ;;
    --timeout)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{1,4}$ ]] || usage_error "--timeout is a number of minutes"
      minutes="$value" taken=2
      ;;
    *) common_option "$@" ;;
  esac
  shift "$taken"
done
start aws git jq kubectl

readonly folders=("${ARGOCD_BOOTSTRAP}" "${argocdPathOf("$ENVIRONMENT")}")

# What is applied by hand was reviewed: it is what the revision holds that Argo CD then follows.
check_checkout() {
  local commit
  if [[ "$any_checkout" == true ]]; then return; fi
  commit="$(git -C "$ROOT" rev-parse --quiet --verify "$REVISION^{commit}")" ||
    fail "this checkout does not know $REVISION, which $ENVIRONMENT follows; run: git fetch --tags" "$NOT_READY"
  git -C "$ROOT" diff --quiet "$commit" -- "\${folders[@]}" ||
    fail "\${folders[*]} are not what $REVISION holds; run: git switch --detach $REVISION" "$NOT_READY"
}

# Leaves in \`has_argocd\` whether there is one. A question that fails is no answer.
look_for_argocd() {
  local found
  found="$(run "it cannot be seen whether Argo CD is there" "the rights at $hub_context" \\
    hub get customresourcedefinition applications.argoproj.io --ignore-not-found --output=name)"
  has_argocd=false
  if [[ -n "$found" ]]; then has_argocd=true; fi
}

install_argocd() {
  local variant=cluster-install
  [[ "$ARGOCD_NAMESPACE" == argocd ]] ||
    fail "there is no Argo CD at $hub_context, and its own manifests are for the namespace argocd; install it into $ARGOCD_NAMESPACE first" "$NOT_READY"
  if [[ "$TIER" == prod ]]; then variant=ha/cluster-install; fi
  say "installing Argo CD $ARGOCD_VERSION ($variant)"
  if ! hub get namespace "$ARGOCD_NAMESPACE" >/dev/null 2>&1; then
    change hub create namespace "$ARGOCD_NAMESPACE" >&2
  fi
  change hub apply --server-side --field-manager=argocd-install --namespace "$ARGOCD_NAMESPACE" \\
    -k "https://github.com/argoproj/argo-cd//manifests/$variant?ref=$ARGOCD_COMMIT" >&2
  change patiently kubectl --context "$hub_context" --namespace "$ARGOCD_NAMESPACE" \\
    wait --for=condition=Available deployment --all --timeout=15m >&2
}

# review <folder>: shows what applying it would change; whether that is anything is left in \`changed\`.
review() {
  local status=0 problem
  problem="$work/problem"
  hub diff --server-side --field-manager="$FIELD_MANAGER" -k "$ROOT/$1" 2>"$problem" || status=$?
  ((status <= 1)) || fail "$1 cannot be compared: $(one_line "$(<"$problem")")"
  if ((status == 1)); then changed=true; fi
}

# Leaves in \`is_registered\` whether Argo CD knows the cluster by the name that the Applications have for it.
look_for_cluster() {
  local names
  names="$(run "the clusters of Argo CD cannot be read" "the rights in the namespace $ARGOCD_NAMESPACE" \\
    hub --namespace "$ARGOCD_NAMESPACE" get secrets --selector argocd.argoproj.io/secret-type=cluster \\
    --output=go-template='{{range .items}}{{with .data.name}}{{base64decode .}}{{end}}{{"\\n"}}{{end}}')"
  is_registered=false
  if grep -qxF -- "$CLUSTER" <<<"$names"; then is_registered=true; fi
}

# As \`argocd cluster add\` does, which would take the address of the tunnel. The address is that of the API server even
# where Argo CD runs in the same cluster: with its own address the name in-cluster, which the root has, would be taken.
register() {
  local endpoint account=argocd-manager
  say "registering the cluster $CLUSTER in Argo CD"
  if [[ "$dry_run" == true ]]; then return; fi
  endpoint="$(run "the address of $CLUSTER cannot be read" "the permissions of your role" \\
    cloud eks describe-cluster --name "$CLUSTER" --query cluster.endpoint --output text)"
  kube apply --server-side --field-manager="$FIELD_MANAGER" -f - >&2 <<ACCOUNT
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ServiceAccount
  metadata: { name: $account, namespace: kube-system }
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata: { name: $account }
  roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
  subjects: [{ kind: ServiceAccount, name: $account, namespace: kube-system }]
- apiVersion: v1
  kind: Secret
  type: kubernetes.io/service-account-token
  metadata:
    name: $account-token
    namespace: kube-system
    annotations: { kubernetes.io/service-account.name: $account }
ACCOUNT
  deadline 2
  until [[ -n "$(kube --namespace kube-system get secret "$account-token" --output=go-template='{{with .data.token}}there{{end}}')" ]]; do
    in_time || fail "the cluster gives $account no token"
    pause
  done
  # The token goes from one to the other, and nowhere else.
  kube --namespace kube-system get secret "$account-token" --output=json |
    jq --arg name "$CLUSTER" --arg server "$endpoint" --arg namespace "$ARGOCD_NAMESPACE" '{
      apiVersion: "v1", kind: "Secret", type: "Opaque",
      metadata: {
        name: "cluster-\\($name)", $namespace,
        labels: { "argocd.argoproj.io/secret-type": "cluster" }
      },
      stringData: {
        $name, $server,
        config: { bearerToken: (.data.token | @base64d), tlsClientConfig: { caData: .data["ca.crt"] } } | tojson
      }
    }' | hub apply --server-side --field-manager="$FIELD_MANAGER" -f - >&2
}

check_checkout
check_account
check_cluster

changed=false is_registered=false
look_for_argocd
if [[ "$has_argocd" == true ]]; then
  look_for_cluster
  for folder in "\${folders[@]}"; do review "$folder"; done
fi

if [[ "$changed" == true || "$is_registered" == false ]]; then
  confirm_in_production "$(described) is about to follow $REVISION."
  if [[ "$has_argocd" == false ]]; then install_argocd; fi
  change hub apply --server-side --field-manager="$FIELD_MANAGER" -k "$ROOT/\${folders[0]}" >&2
  if [[ "$is_registered" == false ]]; then register; fi
  change hub apply --server-side --field-manager="$FIELD_MANAGER" -k "$ROOT/\${folders[1]}" >&2
else
  say "$ENVIRONMENT follows $REVISION already"
fi
if [[ "$dry_run" == true ]]; then exit 0; fi

deadline "$minutes"
look_again "$ROOT_APPLICATION"
if [[ "$AUTOMATED" == false ]]; then
  found="$(applications)"
  left="$(unfinished healthy <<<"$found")"
  say "units of $ENVIRONMENT do not sync by themselves; what is left to sync, wave by wave:"
  printf '%s\\n' "$left"
  exit 0
fi
wait_for synced "$ROOT_APPLICATION"
look_again --selector "$APPLICATIONS"
wait_for healthy
say "$ENVIRONMENT is synced and healthy at $REVISION"
`;

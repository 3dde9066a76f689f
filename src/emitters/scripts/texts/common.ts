/** Options, exit statuses, confirmation, dry runs, signals, and the environment that is meant. */
export const COMMON = `# shellcheck shell=bash
# What all scripts have in common. They source this, define \`usage\`, read their options and call \`start\`.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  echo "these scripts need bash 4.4 or later, not $BASH_VERSION" >&2
  exit 3
fi

# Else what fails within $(…) goes on, and a question that failed is taken for an answer.
shopt -s inherit_errexit

# shellcheck source=prelude.sh
. "$HERE/lib/prelude.sh"

export AWS_PAGER=""
PROGRAM="\${0##*/}"
ROOT="$(cd -- "$HERE/../.." && pwd -P)"

# Exit statuses; 129, 130 and 143 are those of signals.
readonly FAILED=1 USAGE=2 NOT_READY=3 NOT_CONFIRMED=4 NOT_HEALTHY=5

# Common options.
env="" context="" hub_context="" confirmed="" dry_run=false interval=5

# What environments/<environment>.sh says; \`load_environment\` reads it.
DATA_FORMAT=1
PLATFORM="" ENVIRONMENT="" DESCRIPTION="" TIER="" OWNER="" ACCOUNT="" REGION="" CLUSTER="" KUBERNETES=""
NAMESPACE="" OBSERVABILITY_NAMESPACE="" ARGOCD_NAMESPACE="" AUTOMATED="" REVISION="" ROOT_APPLICATION=""
APPLICATION_PREFIX="" APPLICATIONS="" FIELD_MANAGER="" SECRET_PREFIX="" STATE_BUCKET="" STATE_KEY="" BACKUPS_BUCKET="" BACKUPS_KEY=""
LOGGING="" TERRAFORM=""
DATABASES=() MONITORING_APPLICATIONS=() MONITORING_SECRETS=()

# What is told to people goes to stderr; stdout is for what a script finds out.
say() {
  printf '%s\\n' "$1" >&2
}

# fail <message> [status]
fail() {
  printf '%s: %s\\n' "$PROGRAM" "$1" >&2
  exit "\${2:-$FAILED}"
}

usage_error() {
  usage >&2
  fail "$1" "$USAGE"
}

# separate <argument...>: leaves them in \`arguments\`, with --name=value as two.
separate() {
  local argument
  arguments=()
  for argument in "$@"; do
    if [[ "$argument" == --*=* ]]; then
      arguments+=("\${argument%%=*}" "\${argument#*=}")
    else
      arguments+=("$argument")
    fi
  done
}

# value_of <option> [value]: leaves the value of an option in \`value\`.
value_of() {
  (($# > 1)) || usage_error "$1 needs a value"
  value="$2"
}

# common_option <argument...>: reads an option that all scripts have, and leaves in \`taken\` how many arguments it was.
common_option() {
  taken=2
  case "$1" in
    --env) value_of "$@" && env="$value" ;;
    --context) value_of "$@" && context="$value" ;;
    --hub-context) value_of "$@" && hub_context="$value" ;;
    --confirm) value_of "$@" && confirmed="$value" ;;
    --interval)
      value_of "$@"
      [[ "$value" =~ ^[0-9]{1,4}(\\.[0-9]{1,3})?$ ]] || usage_error "--interval is a number of seconds"
      interval="$value"
      ;;
    --dry-run) dry_run=true taken=1 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) usage_error "there is no option $1" ;;
  esac
}

common_options() {
  cat <<'OPTIONS'
  --env NAME          the environment; asked for where there is a terminal
  --context NAME      context of kubectl for the environment's cluster; by default the one that
                      \`aws eks update-kubeconfig\` makes. It has to lead to that cluster
  --hub-context NAME  context of the cluster that Argo CD runs in, where that is another one
  --confirm NAME      the name that would have to be typed, for where there is no terminal
  --interval SECONDS  between two looks at what is waited for (5)
  --dry-run           looks, and says what would be changed
  --help

Exit status: 0 done; 1 something failed; 2 wrong options; 3 something is missing or not as it has to be, nothing was
changed; 4 not confirmed, nothing was changed; 5 done, but what came of it is not as it should be.
OPTIONS
}

known_environments() {
  local file
  for file in "$HERE"/environments/*.sh; do
    file="\${file##*/}"
    printf '%s\\n' "\${file%.sh}"
  done
}

# Reads what is known of the environment. Its name becomes a path only where it is one of those that there are.
load_environment() {
  local names name found=false
  names="$(known_environments)"
  if [[ -z "$env" && -t 0 ]]; then
    read -r -p "Which environment ($(one_line "$names"))? " env
  fi
  [[ -n "$env" ]] || usage_error "--env is missing; there are: $(one_line "$names")"
  while read -r name; do
    if [[ "$name" == "$env" ]]; then found=true; fi
  done <<<"$names"
  [[ "$found" == true ]] || usage_error "there is no environment $env; there are: $(one_line "$names")"
  # shellcheck source=/dev/null
  . "$HERE/environments/$env.sh"
  [[ "$DATA_FORMAT" == 1 && "$ENVIRONMENT" == "$env" ]] ||
    fail "environments/$env.sh is not of these scripts; run \\"npm run generate\\"" "$NOT_READY"
  export AWS_REGION="$REGION" AWS_DEFAULT_REGION="$REGION"
  CLUSTER_ARN="arn:aws:eks:$REGION:$ACCOUNT:cluster/$CLUSTER"
  context="\${context:-$CLUSTER_ARN}"
  hub_context="\${hub_context:-$context}"
}

# needs <program...>: all that are missing, at once.
needs() {
  local program missing=()
  for program in "$@"; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  ((\${#missing[@]} == 0)) || fail "not installed: \${missing[*]}" "$NOT_READY"
}

# at_least <version> <version>: whether the first is the second or later, by their numbers.
at_least() {
  local have want index
  IFS=. read -r -a have <<<"\${1%%[!0-9.]*}"
  IFS=. read -r -a want <<<"$2"
  for index in "\${!want[@]}"; do
    ((10#\${have[index]:-0} == 10#\${want[index]})) || break
  done
  ((10#\${have[index]:-0} >= 10#\${want[index]}))
}

# change <command...>: what changes something. With --dry-run it is only said.
change() {
  if [[ "$dry_run" == true ]]; then
    local words
    printf -v words ' %q' "$@"
    say "would run:$words"
  else
    "$@"
  fi
}

# confirm <name> <what is about to happen>: somebody types the name, or gave it.
confirm() {
  local answer=""
  if [[ "$dry_run" == true ]]; then return; fi
  if [[ -n "$confirmed" ]]; then
    answer="$confirmed"
  elif [[ -t 0 ]]; then
    say "$2"
    read -r -p "Type $1 to go on: " answer
  else
    fail "$2 Without a terminal, --confirm $1 says that this is meant" "$NOT_CONFIRMED"
  fi
  [[ "$answer" == "$1" ]] || fail "not confirmed: $1 was expected; nothing was changed" "$NOT_CONFIRMED"
}

# What production asks for and other environments do not.
confirm_in_production() {
  if [[ "$TIER" == prod ]]; then confirm "$ENVIRONMENT" "$1"; fi
}

# described: how the environment is called to people, on one line, whatever its description holds.
described() {
  local text=""
  if [[ -n "$DESCRIPTION" ]]; then text=" ($(one_line "$DESCRIPTION"))"; fi
  printf '%s%s' "$ENVIRONMENT" "$text"
}

work="" child="" cleanups=()

# Whatever ends the script: first what it has registered, the last one first, then its files.
on_exit() {
  local status=$? index
  trap - EXIT
  trap '' HUP INT TERM
  set +e
  stop_child
  for ((index = \${#cleanups[@]} - 1; index >= 0; index--)); do
    "\${cleanups[index]}"
  done
  if [[ -n "$work" ]]; then rm -rf -- "$work"; fi
  exit "$status"
}

# in_background <command...>: as a group of processes, so that it can be stopped as a whole.
in_background() {
  set -m
  "$@" &
  child=$!
  set +m
}

stop_child() {
  if [[ -n "$child" ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
    child=""
  fi
}

# patiently <command...>: a signal does not wait until the command is over, but ends it.
patiently() {
  local status=0
  in_background "$@"
  wait "$child" || status=$?
  child=""
  return "$status"
}

pause() {
  patiently sleep "$interval" >/dev/null 2>&1
}

# start <program...>: reads the environment, and makes a folder that goes with the script.
start() {
  trap on_exit EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  needs "$@"
  load_environment
  work="$(mktemp -d "\${TMPDIR:-/tmp}/$PLATFORM.XXXXXXXX")"
}

cloud() {
  aws --region "$REGION" "$@"
}

kube() {
  kubectl --context "$context" --request-timeout=60s "$@"
}

hub() {
  kubectl --context "$hub_context" --request-timeout=60s "$@"
}

# The credentials are those of the environment's account.
check_account() {
  local account
  account="$(run "AWS does not say who you are" "the credentials: aws sso login, or AWS_PROFILE" \\
    cloud sts get-caller-identity --query Account --output text)" || exit "$NOT_READY"
  [[ "$account" == "$ACCOUNT" ]] ||
    fail "the credentials are of account $account, and $ENVIRONMENT is $ACCOUNT; choose another AWS_PROFILE" "$NOT_READY"
}

tunnel_hint="the tunnel: terraform -chdir=$ROOT/terraform output -raw tunnel says how to open it"

# The context leads to the cluster of this environment and no other, and the cluster answers.
check_cluster() {
  local cluster answer
  cluster="$(kubectl config view --output=json |
    jq -r --arg context "$context" '.contexts // [] | map(select(.name == $context).context.cluster) | first // ""')"
  [[ -n "$cluster" ]] ||
    fail "kubectl has no context $context; run: aws eks update-kubeconfig --region $REGION --name $CLUSTER" "$NOT_READY"
  [[ "$cluster" == "$CLUSTER_ARN" ]] ||
    fail "the context $context leads to $cluster, and $ENVIRONMENT is $CLUSTER_ARN" "$NOT_READY"
  answer="$(run "the cluster $CLUSTER does not answer" "$tunnel_hint" kube get --raw /readyz)" || exit "$NOT_READY"
  [[ "$answer" == ok ]] || fail "the cluster $CLUSTER is not ready: $(one_line "$answer")" "$NOT_READY"
}

# deadline <minutes>: when to give up waiting, for \`in_time\`.
deadline() {
  until=$((SECONDS + $1 * 60))
}

in_time() {
  ((SECONDS < until))
}
`;

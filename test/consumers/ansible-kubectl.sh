#!/bin/bash
# Stands in for kubectl and the clusters behind it: what the roles may ask and no more. The calls are kept in
# /ansible/kubectl.log. An Application with a refresh asked for is busy for two looks. STARTED=no: there is no Argo CD yet.
set -euo pipefail
printf '%s\n' "$*" >>/ansible/kubectl.log
state=/tmp/kubectl-refresh
case " $* " in
*" --context arn:aws:eks:"*) ;;
*) echo "kubectl without the context of a cluster: $*" >&2 && exit 9 ;;
esac
case " $* " in
*" get applications.argoproj.io --selector "*)
  looks="$(cat "$state" 2>/dev/null || echo 0)"
  if [[ "$looks" -gt 0 ]]; then
    echo $((looks - 1)) >"$state"
    printf 'root\tnormal\tSynced\tHealthy\tSucceeded\t1\nroot-api\t\tOutOfSync\tProgressing\tRunning\t1\n'
  else
    printf 'root\t\tSynced\tHealthy\tSucceeded\t1\nroot-api\t\t%s\tHealthy\t%s\t1\n' "${SYNC:-Synced}" "${PHASE-Succeeded}"
  fi
  ;;
*" get applications.argoproj.io "*" --ignore-not-found "*)
  if [[ "${STARTED:-yes}" == no ]]; then
    echo "error: the server doesn't have a resource type \"applications\"" >&2
    exit 1
  fi
  echo application.argoproj.io/root
  ;;
*" annotate applications.argoproj.io --selector "*" argocd.argoproj.io/refresh=normal --overwrite "*) echo 2 >"$state" ;;
*" get namespace "*" --ignore-not-found "*) [[ "${STARTED:-yes}" == no ]] || echo namespace/observability ;;
*" rollout status "*" --timeout="* | *" wait "*" --for="*" --timeout="*) ;;
*) echo "kubectl was asked for what no role may ask: $*" >&2 && exit 9 ;;
esac

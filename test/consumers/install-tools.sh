#!/usr/bin/env bash
# Installs the pinned consumers of the output that the tests run, below ${FINFLOW_TOOLS:-$HOME/.cache/finflow-tools}/bin.
# Needs Go. Run it again at any time: a tool that already has its version is left alone.
set -euo pipefail

tools="${FINFLOW_TOOLS:-$HOME/.cache/finflow-tools}"
mkdir -p "$tools/bin"

# install_go <name> <version> <package>: the version is read from the binary itself.
install_go() {
  local name="$1" version="$2" package="$3"
  if [[ -x "$tools/bin/$name" ]] && go version -m "$tools/bin/$name" | grep -qE "^[[:space:]]mod[[:space:]].*[[:space:]]${version//./\\.}([[:space:]]|$)"; then
    echo "$name $version: there"
    return
  fi
  echo "$name $version: installing"
  GOBIN="$tools/bin" go install "$package@$version"
}

if ! command -v go >/dev/null; then
  echo "install-tools: Go is needed to build the tools; see https://go.dev/doc/install" >&2
  exit 1
fi

install_go kustomize v5.8.1 sigs.k8s.io/kustomize/kustomize/v5
install_go kube-score v1.20.0 github.com/zegl/kube-score/cmd/kube-score

# Lua 5.1 runs Argo CD's health checks; it is a system package.
if command -v lua5.1 >/dev/null; then
  echo "lua5.1: there"
elif command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
  echo "lua5.1: installing"
  apt-get update -qq && apt-get install -y -qq lua5.1 >/dev/null
else
  echo "lua5.1: not there; install it with your package manager"
fi

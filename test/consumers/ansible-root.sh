#!/usr/bin/env bash
# Usage: ansible-root.sh ROOT FOLDER COMMAND [ARGUMENT…]
# Runs a command in a copy of ROOT that is thrown away, with FOLDER at /ansible. Namespaces of its own, so that nothing is
# left mounted, and the kernel's settings cannot be written: they are the machine's. Folders in BINDS, one a line, are there
# under their own paths, to be read only; SCRATCH_PATH is the PATH. Needs root.
set -euo pipefail

export ROOT="$1" FOLDER="$2"
shift 2
# shellcheck disable=SC2016
exec unshare --mount --pid --fork --uts --kill-child bash --norc -euo pipefail -c '
  scratch="$(mktemp -d)"
  mount -t tmpfs tmpfs "$scratch"
  mkdir "$scratch"/{upper,work,root}
  mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
  cd "$scratch/root"
  mount -t proc proc proc
  mount --bind -o ro /proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount --rbind /dev dev
  mkdir -p ansible run/sshd etc/apt/keyrings
  mount --bind "$FOLDER" ansible
  while IFS= read -r folder; do
    [[ -n "$folder" ]] || continue
    mkdir -p ".$folder"
    mount --bind "$folder" ".$folder"
    mount -o remount,bind,ro ".$folder"
  done <<<"${BINDS:-}"
  # What the lists of packages say is taken for new, since nothing can be fetched.
  mkdir -p var/lib/apt/periodic
  touch var/lib/apt/periodic/update-success-stamp etc/ansible-scratch
  # Packages start services where nothing forbids it.
  printf "#!/bin/sh\nexit 101\n" >usr/sbin/policy-rc.d
  chmod 755 usr/sbin/policy-rc.d
  exec chroot . /usr/bin/env -C /ansible "PATH=${SCRATCH_PATH:-/usr/sbin:/usr/bin:/sbin:/bin}" "$@"
' bash "$@"

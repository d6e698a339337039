# What every script of the lab starts with: where things are, the emulated host's data, and the libraries. Sourced.
# shellcheck shell=bash

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
REPOSITORY=$(dirname "$LAB")
# The same for all checkouts: kernels and file systems are fetched once for each machine.
CACHE=${BAILIFF_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bailiff/lab}
mkdir -p "$CACHE"
# The emulated host: a directory of hosts/.
LAB_HOST=${LAB_HOST:-debian12}
export LAB REPOSITORY CACHE LAB_HOST

# shellcheck source=lab/lib/say.sh
. "$LAB/lib/say.sh"
# shellcheck source=lab/lib/wait.sh
. "$LAB/lib/wait.sh"
# shellcheck source=lab/lib/desk.sh
. "$LAB/lib/desk.sh"
# shellcheck source=lab/lib/processes.sh
. "$LAB/lib/processes.sh"

[[ -r $LAB/hosts/$LAB_HOST/settings ]] || fail "unknown host $LAB_HOST" "choose one of: ls $LAB/hosts"
# shellcheck source=lab/hosts/debian13/settings
. "$LAB/hosts/$LAB_HOST/settings"

# What lab/build-modular-libvirt makes.
MODULAR_LIBVIRT=$CACHE/hosts/debian13/modular-libvirt

# run_output SERIES: prints the directory of everything that a run with this kernel leaves.
run_output() {
  case $LAB_HOST in
    debian12) echo "$LAB/out/$1" ;;
    *) echo "$LAB/out/$LAB_HOST/$1" ;;
  esac
}

# scenarios_in_order: prints the names of all scenarios for this host. A second word in ORDER names the only host of a scenario.
scenarios_in_order() {
  awk -v host="$LAB_HOST" '!/^#/ && (NF == 1 || $2 == host) {print $1}' "$LAB/scenarios/ORDER"
}

# qemu_tree: prints the root file system whose QEMU emulates the host: the host's own, or Debian 13's for a device that this machine's
# QEMU may not have.
qemu_tree() {
  case "$HOST_TREE ${LAB_DEVICES-}" in
    '/ '*virtual_nic*) echo "$CACHE/hosts/debian13/tree" ;;
    *) echo "$HOST_TREE" ;;
  esac
}

# tried_on: prints when and on what machine, for those who read a result.
tried_on() {
  echo "$(date --utc '+%-d %B %Y'), $(nproc) processors," \
    "$("$LAB/in-tree" "$(qemu_tree)" qemu-system-x86_64 --version | awk 'NR == 1 {print "QEMU " $4}') without KVM"
}

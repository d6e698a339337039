# What every script of the lab starts with: where things are, and the libraries. Sourced.
# shellcheck shell=bash

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
REPOSITORY=$(dirname "$LAB")
# The same for all checkouts: the kernels are fetched once for each machine.
CACHE=${BAILIFF_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bailiff/lab}
mkdir -p "$CACHE"
export LAB REPOSITORY CACHE

# shellcheck source=lab/lib/say.sh
. "$LAB/lib/say.sh"
# shellcheck source=lab/lib/wait.sh
. "$LAB/lib/wait.sh"
# shellcheck source=lab/lib/desk.sh
. "$LAB/lib/desk.sh"
# shellcheck source=lab/lib/processes.sh
. "$LAB/lib/processes.sh"

# tried_on: prints when and on what machine, for those who read a result.
tried_on() {
  echo "$(date --utc '+%-d %B %Y'), $(nproc) processors," \
    "$(qemu-system-x86_64 --version | awk 'NR == 1 {print "QEMU " $4}') without KVM"
}

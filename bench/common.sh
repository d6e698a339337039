# What the parts of `make bench` share. Sourced.
# shellcheck shell=bash

# shellcheck source=lab/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lab/lib/lab.sh"

BENCH=$REPOSITORY/bench
KERNELS=${KERNELS:-6.1}
ROUNDS=${ROUNDS:-20}
export BENCH KERNELS ROUNDS

# kernel_heading SERIES
kernel_heading() {
  printf '\n## Kernel %s\n\n' "$(<"$CACHE/kernels/$1/release")"
}

measured_on() {
  echo "measured on $(tried_on), libvirt $(virsh --version)"
}

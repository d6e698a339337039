# What every scenario starts with. Sourced; lab/run has set LAB_OUT and the ports.
# shellcheck shell=bash
# inherit_errexit: a failure inside $(...) ends the scenario too.
set -euo pipefail
shopt -s inherit_errexit

# shellcheck source=lab/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/lab.sh"
# shellcheck source=lab/lib/agent.sh
. "$LAB/lib/agent.sh"
# shellcheck source=lab/lib/manager.sh
. "$LAB/lib/manager.sh"
# shellcheck source=lab/lib/rest.sh
. "$LAB/lib/rest.sh"
# shellcheck source=lab/lib/loan.sh
. "$LAB/lib/loan.sh"
# shellcheck source=lab/lib/claim.sh
. "$LAB/lib/claim.sh"
# shellcheck source=lab/lib/ladder.sh
. "$LAB/lib/ladder.sh"
# shellcheck source=lab/lib/refusal.sh
. "$LAB/lib/refusal.sh"
# shellcheck source=lab/lib/record.sh
. "$LAB/lib/record.sh"

# shellcheck disable=SC2034  # the scenarios use them
FIRST=0000:02:01.0 SECOND=0000:02:01.1 FIRST_MAC=52:54:00:00:02:10 ADDED=0000:02:02.0

if [[ -r $LAB/hosts/$LAB_HOST/addresses ]]; then
  # shellcheck source=lab/hosts/debian13/addresses
  . "$LAB/hosts/$LAB_HOST/addresses"
fi

# bindings ADDRESS...: prints for each function its address, its driver and its driver_override, or "none" for these.
bindings() {
  in_host "for function in $*; do
    cd /sys/bus/pci/devices/\$function
    driver=none
    [[ ! -e driver ]] || driver=\$(readlink driver)
    read -r override <driver_override
    echo \$function \${driver##*/} \${override/#'(null)'/none}
  done"
}

# is_bound ADDRESS DRIVER [OVERRIDE]: succeeds if the function has this driver ("none" for no driver), and this override.
is_bound() {
  [[ "$(bindings "$1") " == "$1 $2 ${3:+$3 }"* ]]
}

function_is_there() {
  in_host "test -e /sys/bus/pci/devices/$1"
}

function_is_gone() {
  ! function_is_there "$1"
}

# expect_bindings DRIVER OVERRIDE ADDRESS...: fails unless all functions have this driver and this override.
expect_bindings() {
  local driver=$1 override=$2 wanted
  shift 2
  wanted=$(printf "%s $driver $override\n" "$@")
  expect "function, driver, override" "$wanted" bindings "$@"
}

# expect WHAT WANTED COMMAND...: fails unless the command succeeds and prints exactly this.
expect() {
  local what=$1 wanted=$2 found
  shift 2
  found=$("$@") || fail "cannot determine $what: \"$*\" failed"
  [[ $found == "$wanted" ]] || fail "$what: found \"$found\", expected \"$wanted\""
  say "  $what: $(paste -sd ',' <<<"${found:-none}" | sed 's/,/, /g')"
}

# guest_said GUEST PATTERN: succeeds if a line of the guest's serial log matches.
guest_said() {
  grep -aqE "$2" "$LAB_OUT/$1.serial"
}

# guest_nics GUEST WANTED: succeeds if the guest's last line about NICs has these ("none" or MAC addresses).
guest_nics() {
  [[ $(grep -a ': NICS ' "$LAB_OUT/$1.serial" | tail -1 | tr -d '\r' | sed 's/.*: NICS //') == "$2" ]]
}

# need_guest GUEST: waits until the guest has booted; starts the guest again if an earlier scenario has ended it.
need_guest() {
  wait_until 1800 "libvirt has started the guests" test -e "$LAB_OUT/guests-started"
  if [[ $(in_host "virsh domstate $1") == 'shut off'* ]]; then
    say "starting $1 again"
    : >"$LAB_OUT/$1.serial"
    in_host -t 300 "virsh -q start $1"
  fi
  # A guest with firmware only prints nothing.
  [[ $1 == fw* ]] || wait_until 1800 "guest $1 has booted" guest_said "$1" ': READY'
}

# The seed group as it is with the host.
expect_seed_group_with_host() {
  expect_bindings e1000 none "$FIRST" "$SECOND"
}

# monitor COMMAND: to the monitor of the emulated host's own QEMU.
monitor() {
  echo "$1" | socat -t 5 - "UNIX-CONNECT:$LAB_OUT/monitor" >>"$LAB_OUT/monitor.log"
}

uname_release() {
  in_host "uname -r"
}

# What every scenario starts with. Sourced; lab/run has set LAB_OUT and the ports.
# shellcheck shell=bash
set -euo pipefail

# shellcheck source=lab/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/lab.sh"

# shellcheck disable=SC2034  # the scenarios use them
FIRST=0000:02:01.0 SECOND=0000:02:01.1 FIRST_MAC=52:54:00:00:02:10

# driver ADDRESS: prints what the function is bound to in the emulated host, or "none".
driver() {
    in_host "basename \"\$(readlink /sys/bus/pci/devices/$1/driver || echo none)\""
}

# override ADDRESS: prints the function's driver_override, or "none".
override() {
    in_host "sed 's/^(null)\$/none/' /sys/bus/pci/devices/$1/driver_override"
}

# expect WHAT WANTED FOUND
expect() {
    [[ $3 == "$2" ]] || fail "$1 is \"$3\", not \"$2\""
    say "  $1: $3"
}

# guest_said GUEST PATTERN: whether a line of the guest's serial log matches.
guest_said() {
    grep -aqE "$2" "$LAB_OUT/$1.serial"
}

# guest_nics GUEST WANTED: whether the last that the guest said about its NICs is this ("none" or MAC addresses).
guest_nics() {
    [[ $(grep -a ': NICS ' "$LAB_OUT/$1.serial" | tail -1 | tr -d '\r' | sed 's/.*: NICS //') == "$2" ]]
}

wait_for_guest() {
    wait_until 900 "guest $1 is up" guest_said "$1" ': READY'
}

# The seed group as the host has it when nobody borrows it.
expect_seed_group_with_host() {
    local function
    for function in "$FIRST" "$SECOND"; do
        expect "driver of $function" e1000 "$(driver "$function")"
        expect "override of $function" none "$(override "$function")"
    done
}

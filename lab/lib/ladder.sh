# Policies, operators' requests about conflicts, and the state of guests. Sourced by lib/scenario.sh.
# shellcheck shell=bash

# set_policy SCOPE JSON: sets the policy of a scope (hosts/lab, assignments/ID).
set_policy() {
  say "the policy of $1: $2"
  rest 200 PUT "/api/v1/$1/policy?by=the+lab" "$2" >/dev/null
}

# take_your_time: sets the release deadline to an hour, so that no second rung begins on a slow machine.
take_your_time() {
  set_policy "assignments/$ASSIGNMENT" '{"releaseDeadlineSeconds": 3600}'
}

# steer extend|skip|withdraw|unfence REASON: an operator's request about CONFLICT.
steer() {
  say "an operator: $1, \"$2\""
  rest 202 POST "/api/v1/conflicts/$CONFLICT/$1" "{\"by\": \"the lab\", \"reason\": \"$2\"}" >/dev/null
}

# guest_state GUEST: prints the guest's state in libvirt.
guest_state() {
  in_host "virsh domstate $1"
}

# guest_process GUEST: prints the process id of the guest's QEMU in the emulated host.
guest_process() {
  in_host "cat /run/libvirt/qemu/$1.pid"
}

# expect_process_is_gone PID
expect_process_is_gone() {
  in_host "[[ ! -e /proc/$1 ]]" || fail "the guest's process $1 still exists"
}

# bus_mastering ADDRESS...: prints "on" or "off" for each function: bit 2 of its command register.
bus_mastering() {
  in_host "for function in $*; do
    ((0x\$(setpci -s \$function COMMAND) & 4)) && echo on || echo off
  done"
}

# What the agent refuses, and moving a group without a manager. Sourced by lib/scenario.sh.
# shellcheck shell=bash

# group_members ADDRESS: prints the members of the function's group.
group_members() {
  agent inspect "$1" --json | field '[.members[].address] | join(" ")'
}

# expect_refused ADDRESS [OPTION]: fails unless a detach is refused, and the function stays where it is.
expect_refused() {
  local before status=0
  before=$(bindings "$1")
  # shellcheck disable=SC2086  # no option is no word
  agent detach ${2---with-siblings} "$1" || status=$?
  expect "exit code of the detach of $1" 3 echo "$status"
  expect "function, driver, override" "$before" bindings "$1"
}

# there_and_back OPTIONS ADDRESS...: detaches the group of these functions, has vfio open the group, and reattaches the group. Fails unless
# all functions return to their drivers.
there_and_back() {
  local options=$1 before
  shift
  before=$(bindings "$@")
  # shellcheck disable=SC2086  # several options are several words
  agent detach $options "$1"
  expect_bindings vfio-pci vfio-pci "$@"
  say "vfio accepts the group as viable:"
  in_host -t 120 "$LAB/l1/own-group \$(basename \$(readlink /sys/bus/pci/devices/$1/iommu_group))"
  agent reattach "$1"
  expect "function, driver, override" "$before" bindings "$@"
}

# Virtual functions, and processes that have a function through vfio, as a guest has. Sourced by scenarios.
# shellcheck shell=bash

# group_of ADDRESS: prints the number of the function's IOMMU group.
group_of() {
  in_host "basename \$(readlink /sys/bus/pci/devices/$1/iommu_group)"
}

# hold ADDRESS all|device: starts a process that has the function; sets HOLDER.
hold() {
  local group
  group=$(group_of "$1")
  HOLDER=$(in_host "rm -f /run/held; setsid $LAB/l1/hold-vfio $group $1 $2 </dev/null >/run/held 2>&1 & echo \$!")
  wait_until 60 "process $HOLDER has $1" in_host "grep -q holding /run/held"
}

# release: ends the process that has the function.
release() {
  in_host "kill $HOLDER; while [[ -e /proc/$HOLDER ]]; do sleep 0.1; done"
}

# create_virtual_function ADDRESS: gives the physical function one virtual function without a driver; sets VIRTUAL.
# shellcheck disable=SC2034  # the scenarios use VIRTUAL
create_virtual_function() {
  in_host "cd /sys/bus/pci/devices/$1; echo 0 > sriov_drivers_autoprobe; echo 1 > sriov_numvfs"
  VIRTUAL=$(in_host "basename \$(readlink /sys/bus/pci/devices/$1/virtfn0)")
}

# remove_virtual_functions ADDRESS: takes the virtual functions from the physical function, as it was before.
remove_virtual_functions() {
  in_host "cd /sys/bus/pci/devices/$1; echo 0 > sriov_numvfs; echo 1 > sriov_drivers_autoprobe"
}

# virtual_functions ADDRESS: prints the number of virtual functions of the physical function.
virtual_functions() {
  in_host "cat /sys/bus/pci/devices/$1/sriov_numvfs"
}

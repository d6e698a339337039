# What a run shows when it fails, and how the emulated host is. Sourced; wants LAB_OUT.
# shellcheck shell=bash

# The ends of the logs that matter.
show_logs() {
  local log
  for log in console.log qemu.log manager.log agent.log libvirtd.log vm1.serial vm2.serial; do
    if [[ -s $LAB_OUT/$log ]]; then
      echo "--- the last lines of $LAB_OUT/$log"
      tail -n 15 "$LAB_OUT/$log"
    fi
  done >&2
}

# Whether the kernel has nothing to complain about and the host still does what it is told. The whole of the kernel's log
# is left in dmesg.log.
host_is_well() {
  in_host -t 60 dmesg >"$LAB_OUT/dmesg.log" || return 1
  if grep -E 'BUG:|kernel BUG|Oops|WARNING:|general protection|blocked for more than|blocked until device is released' \
    "$LAB_OUT/dmesg.log" >&2; then
    say "the kernel complained (see $LAB_OUT/dmesg.log)" >&2
    return 1
  fi
}

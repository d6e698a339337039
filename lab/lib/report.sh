# The logs that a failed run prints, and the check of the emulated host's kernel log. Sourced; wants LAB_OUT.
# shellcheck shell=bash

# The ends of the logs that matter.
show_logs() {
  local log
  for log in console.log qemu.log manager.log agent.log libvirtd.log vm1.serial vm2.serial; do
    if [[ -s $LAB_OUT/$log ]]; then
      echo "--- last lines of $LAB_OUT/$log"
      tail -n 15 "$LAB_OUT/$log"
    fi
  done >&2
}

# Succeeds if the emulated host answers and its kernel log has no error. dmesg.log gets the whole kernel log.
host_is_well() {
  in_host -t 60 dmesg >"$LAB_OUT/dmesg.log" || return 1
  if grep -E 'BUG:|kernel BUG|Oops|WARNING:|general protection|blocked for more than|blocked until device is released' \
    "$LAB_OUT/dmesg.log" >&2; then
    say "the emulated host's kernel logged the errors above (whole log: $LAB_OUT/dmesg.log)" >&2
    return 1
  fi
}

# Commands for the emulated host, left on the desk that both sides share (l1/desk takes them). Sourced; wants LAB_OUT.
# shellcheck shell=bash

# Succeeds if QEMU runs, or has not been started yet: wait_until also works before the start.
host_process_runs() {
  [[ ! -e $LAB_OUT/qemu.pid ]] || kill -0 "$(<"$LAB_OUT/qemu.pid")" 2>/dev/null
}

# in_host [-t SECONDS] SCRIPT: runs a bash script as root in the emulated host and prints what it prints; the status is the
# script's, 124 when it took too long, 125 when the host did not even answer. The script and its output stay in
# LAB_OUT/commands/done.
in_host() {
  local limit=60 name status began=$EPOCHSECONDS
  if [[ $1 == -t ]]; then
    limit=$2
    shift 2
  fi
  name=$LAB_OUT/commands/$EPOCHREALTIME-$BASHPID
  printf '%s\n' "$limit" "$*" >"$name.new"
  mv "$name.new" "$name.run"
  until { read -r status <"$name.status"; } 2>/dev/null; do
    # The host's own limit comes first; this one is for a host that does not answer any more.
    if ! host_process_runs || ((EPOCHSECONDS - began > limit + 60)); then
      echo "the emulated host does not answer; read $LAB_OUT/console.log" >&2
      return 125
    fi
    sleep 0.1
  done
  cat "$name.out"
  mv "$name".* "$LAB_OUT/commands/done/"
  return "$status"
}

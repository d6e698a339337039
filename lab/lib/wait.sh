# Waiting for a condition, never for a time. Sourced.
# shellcheck shell=bash

# The status of a condition that can no longer be met.
# shellcheck disable=SC2034
NEVER=99

# wait_until SECONDS WHAT COMMAND...: runs COMMAND until COMMAND succeeds. Prints WHAT, and every 30 s the time. Fails at the limit, or if
# the emulated host ends. Everything is slow under emulation, and slower on a busy machine: a limit only ends a run that hangs.
wait_until() {
  local limit=$1 what=$2 began=$EPOCHSECONDS said=$EPOCHSECONDS output status
  shift 2
  say "  waiting until $what (limit: $limit s)"
  until output=$("$@" 2>&1); do
    status=$?
    [[ $status != "$NEVER" ]] || fail "no longer possible: $what. Last answer: $output" "read the logs in $LAB_OUT"
    host_process_runs || fail "the emulated host ended before $what" "read $LAB_OUT/console.log and $LAB_OUT/qemu.log"
    if ((EPOCHSECONDS - began >= limit)); then
      [[ -z $output ]] || tail -5 <<<"$output" >&2
      fail "not within $limit s: $what" "read the logs in $LAB_OUT"
    fi
    if ((EPOCHSECONDS - said >= 30)); then
      said=$EPOCHSECONDS
      say "  still waiting after $((EPOCHSECONDS - began)) s"
    fi
    sleep 0.5
  done
  say "  done after $((EPOCHSECONDS - began)) s"
}

# with_progress WHAT COMMAND...: runs COMMAND, and prints WHAT and the time every 30 s, on standard error. Returns the status of COMMAND.
with_progress() {
  local what=$1 began=$EPOCHSECONDS progress status=0
  shift
  # Ends with the script too, even if the script is killed.
  while sleep 30 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    say "  $what for $((EPOCHSECONDS - began)) s" >&2
  done &
  progress=$!
  "$@" || status=$?
  kill "$progress" 2>/dev/null || true
  wait "$progress" 2>/dev/null || true
  return "$status"
}

# logged LOG WHAT COMMAND...: runs COMMAND with its output in the log, with progress. Fails if COMMAND fails.
logged() {
  local log=$1 what=$2
  shift 2
  say "$what (log: $log)"
  with_progress "$what" "$@" >>"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "failed: $what" "correct the errors above; $log has the whole output"
  }
}

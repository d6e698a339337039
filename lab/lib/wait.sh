# Waiting for a condition, never for a time. Sourced.
# shellcheck shell=bash

# The status of a condition that will never come true.
# shellcheck disable=SC2034
NEVER=99

# wait_until SECONDS WHAT COMMAND...: runs COMMAND until it succeeds; says what it waits for, and fails when the time is over
# or the emulated host is gone. Everything is slow here and slower on a busy machine: a limit is there to end a run that
# hangs, not to measure.
wait_until() {
  local limit=$1 what=$2 began=$EPOCHSECONDS output status
  shift 2
  say "  waiting until $what (at most $limit s)"
  until output=$("$@" 2>&1); do
    status=$?
    [[ $status != "$NEVER" ]] || fail "it will never be so that $what: $output"
    host_process_runs || fail "the emulated host ended while we waited until $what"
    if ((EPOCHSECONDS - began >= limit)); then
      [[ -z $output ]] || tail -5 <<<"$output" >&2
      fail "after $limit s it is still not so that $what"
    fi
    sleep 0.5
  done
  say "  so it is, after $((EPOCHSECONDS - began)) s"
}

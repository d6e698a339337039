# Claims in the emulated host, and the manager's records of them. Sourced by lib/scenario.sh.
# shellcheck shell=bash

# attempt NAME SCRIPT: runs a script in the emulated host in the background. Its output is in LAB_OUT/attempts/NAME, its status in
# NAME.status beside the output.
attempt() {
  local attempts=$LAB_OUT/attempts
  mkdir -p "$attempts"
  rm -f "$attempts/$1.status"
  {
    in_host -t 3600 "$2" >"$attempts/$1" 2>&1 && echo 0 >"$attempts/$1.status" || echo $? >"$attempts/$1.status"
  } &
  ATTEMPTS+=($!)
}

# Ends the commands that still wait for an attempt when the scenario ends.
ATTEMPTS=()
trap '[[ ${#ATTEMPTS[@]} == 0 ]] || kill "${ATTEMPTS[@]}" 2>/dev/null || true' EXIT

attempt_has_ended() {
  [[ -e $LAB_OUT/attempts/$1.status ]]
}

# expect_attempt NAME STATUS: waits until the attempt has ended; fails if it ended with another status ("failure": any but 0).
expect_attempt() {
  local status
  wait_until 900 "attempt \"$1\" has ended" attempt_has_ended "$1"
  status=$(<"$LAB_OUT/attempts/$1.status")
  if [[ $2 == failure ]]; then
    [[ $status != 0 ]] || fail "attempt \"$1\" ended with status 0; a failure was expected"
  else
    [[ $status == "$2" ]] || fail "attempt \"$1\" ended with status $status, expected $2. Its output: $(<"$LAB_OUT/attempts/$1")"
  fi
  say "  attempt \"$1\" ended with status $status: $(tr '\n' ' ' <"$LAB_OUT/attempts/$1")"
}

# claims FILTER: prints the newest claims that match a jq condition, one line of JSON each. NEWER_THAN, a time, leaves out older ones.
claims() {
  rest 200 GET "/api/v1/claims?host=lab&limit=500" |
    jq -c --arg after "${NEWER_THAN:-}" ".items[] | select(.recordedAt > \$after) | select($1)"
}

# From now on, `claims` ignores the claims made before.
forget_claims() {
  NEWER_THAN=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
}

there_is_a_claim() {
  [[ $(claims "$1") != '' ]]
}

# await_claim WHAT FILTER: waits for a claim, sets CLAIM (JSON), and prints its kind, status, claimant and message.
await_claim() {
  wait_until 300 "the manager has $1" there_is_a_claim "$2"
  CLAIM=$(claims "$2" | sed -n 1p)
  say "  $(field '"\(.kind) \(.status): \(.who // "unknown claimant"), \(.what): \(.message)"' <<<"$CLAIM")"
}

# await_conflict: waits for the conflict of CLAIM; sets CONFLICT.
await_conflict() {
  local id
  id=$(field .id <<<"$CLAIM")
  wait_until 60 "the claim has a conflict" there_is_a_claim ".id == \"$id\" and .conflicts != []"
  CONFLICT=$(claims ".id == \"$id\"" | field '.conflicts[0]')
  say "  the claim has conflict $CONFLICT"
}

# expect_in_syslog STATUS: the host's own log has the claim of CLAIM's process in this status.
expect_in_syslog() {
  grep -aEq "bailiff-agent: claim $1: [^:]*process $(claim_pid),.* wants to " "$LAB_OUT/syslog" ||
    fail "the host's syslog has no line \"claim $1\" for process $(claim_pid)" "read $LAB_OUT/syslog"
}

claim_pid() {
  field '.claimant.pid' <<<"$CLAIM"
}

# withdraw_by_kill: kills the process of CLAIM, and waits until the claim is withdrawn.
withdraw_by_kill() {
  local id
  id=$(field .id <<<"$CLAIM")
  in_host "kill -KILL $(claim_pid)"
  await_claim "the withdrawn claim" ".id == \"$id\" and .status == \"WITHDRAWN\""
}

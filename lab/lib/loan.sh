# Lending and taking back over the manager's REST. Sourced by lib/scenario.sh.
# shellcheck shell=bash

# need_manager: starts manager and agent if this run has not started them yet, and waits for the agent's first report.
need_manager() {
  [[ ! -e $LAB_OUT/manager.pid ]] || return 0
  manager_start
  agent_start
  wait_until 600 "the host has joined and the agent has reported the groups" seed_group_is_known
  wait_until 120 "the manager reaches libvirt through the agent" libvirt_answers
}

# group_with ADDRESS: prints the group that has this member, as the manager knows it.
group_with() {
  rest 200 GET /api/v1/hosts/lab/groups | field ".items[] | select(any(.members[]; .address == \"$1\"))"
}

seed_group_is_known() {
  group_with "$FIRST"
}

# libvirt_answers: succeeds if libvirt answers a request; without a lent group the manager connects for the request.
libvirt_answers() {
  rest '200|503' GET /api/v1/hosts/lab/guests >/dev/null
  libvirt_is_connected
}

# guests: prints the guests, as the manager knows them. After a restart of the agent or of libvirt, the manager has to connect again first.
guests() {
  local tries answer
  for tries in {1..90}; do
    answer=$(rest '200|503' GET /api/v1/hosts/lab/guests)
    if jq -e .items <<<"$answer" >/dev/null; then
      printf '%s\n' "$answer"
      return
    fi
    sleep 2
  done
  fail "the manager does not reach libvirt after $tries tries: $answer" "read $LAB_OUT/manager.log and $LAB_OUT/agent.log"
}

libvirt_is_connected() {
  [[ $(rest 200 GET /api/v1/hosts/lab | field .libvirt.connected) == true ]]
}

# agent_seen_by_manager: prints the start time of the agent that reported last.
agent_seen_by_manager() {
  rest 200 GET /api/v1/hosts/lab | field .inventory.agentStart
}

# another_agent_has_reported FORMER: succeeds if the last report is from an agent with another start time.
another_agent_has_reported() {
  [[ $(agent_seen_by_manager) != "$1" ]]
}

# lend GUEST FUNCTION: requests a plan, consents to the plan, and sets ASSIGNMENT.
lend() {
  local guest=$1 function=$2 plan loan
  guests >/dev/null
  loan="{\"host\": \"lab\", \"guest\": \"$guest\", \"functions\": [\"$function\"], \"by\": \"the lab\"}"
  say "the plan for lending $function to $guest:"
  plan=$(rest 200 POST /api/v1/plans "$loan")
  field '.hostSteps[] | "    \(.address)  \(.action)  \(.text)"' <<<"$plan"
  field '.guestSteps[] | "    \(.)"' <<<"$plan"
  # A function that is alone in its group needs no consent.
  loan=$(jq --argjson plan "$plan" '. + ($plan | if .consent then {consent} else {} end)' <<<"$loan")
  ASSIGNMENT=$(rest 202 POST /api/v1/assignments "$loan" | field .id)
  say "lending $function to $guest: assignment $ASSIGNMENT"
}

# assignment_is STATE: succeeds if the assignment is in the state; returns NEVER if it has ended in another state.
assignment_is() {
  local assignment state
  assignment=$(rest 200 GET "/api/v1/assignments/$ASSIGNMENT")
  state=$(field .state <<<"$assignment")
  [[ $state != "$1" ]] || return 0
  jq -c 'del(.members, .functions, .timeline)' <<<"$assignment"
  [[ $(field '.live | tostring' <<<"$assignment") == true ]] || return "$NEVER"
  return 1
}

# reclaim FUNCTION RELEASE_SECONDS SHUTDOWN_SECONDS [DESTROY_SECONDS]: an operator's reclaim; sets CONFLICT.
reclaim() {
  local deadlines="\"releaseDeadlineSeconds\": $2, \"shutdownDeadlineSeconds\": $3"
  [[ $# -lt 4 ]] || deadlines+=", \"destroyDeadlineSeconds\": $4"
  CONFLICT=$(rest 202 POST /api/v1/hosts/lab/reclaims "{\"function\": \"$1\", \"reason\": \"scenario ${LAB_WHERE:-}\",
    \"by\": \"the lab\", $deadlines}" | field .id)
  say "an operator reclaims $1: conflict $CONFLICT"
}

# conflict_is STATE
conflict_is() {
  local conflict state
  conflict=$(rest 200 GET "/api/v1/conflicts/$CONFLICT")
  state=$(field .state <<<"$conflict")
  [[ $state != "$1" ]] || return 0
  jq -c 'del(.claims, .timeline)' <<<"$conflict"
  [[ $(field '.open | tostring' <<<"$conflict") == true ]] || return "$NEVER"
  return 1
}

# The seed group as it must be while one function is lent: both on vfio-pci, pinned.
expect_seed_group_lent() {
  expect_bindings vfio-pci vfio-pci "$FIRST" "$SECOND"
}

# The same, judged by the links to the drivers: while no agent runs, readers of an override wait.
expect_seed_group_on_vfio() {
  in_host "[[ \$(readlink -f /sys/bus/pci/devices/{$FIRST,$SECOND}/driver | uniq) == /sys/bus/pci/drivers/vfio-pci ]]" ||
    fail "a function of the group is not with vfio-pci"
}

# lend_first_to GUEST: lends FIRST, and fails unless the guest has FIRST and the sibling is pinned.
lend_first_to() {
  lend "$1" "$FIRST"
  wait_until 900 "the assignment is ACTIVE" assignment_is ACTIVE
  expect "functions of $1" "$FIRST" guest_devices "$1"
  expect_seed_group_lent
}

# guest_devices GUEST: prints the addresses of the host's functions in the running guest.
guest_devices() {
  guests |
    jq -r ".items[] | select(.name == \"$1\") | .liveDevices[].address"
}

manager_sees_group_with_host() {
  [[ $(group_with "$FIRST" | field '"\(.state) \(.use.state)"') == "WITH_HOST FREE" ]]
}

# next_start_devices GUEST: prints the number of host devices in the guest's definition.
next_start_devices() {
  in_host "virsh dumpxml --inactive $1 | grep -c '<hostdev' || true"
}

no_conflict_is_open() {
  [[ $(rest 200 GET "/api/v1/conflicts?host=lab&open=true" | field ".items | length") == 0 ]]
}

# end_loan_of_deaf_guest GUEST: destroys a guest that ignores requests, and waits until the group is reattached.
end_loan_of_deaf_guest() {
  in_host -t 300 "virsh destroy $1"
  rest "200|202" DELETE "/api/v1/assignments/$ASSIGNMENT" >/dev/null
  wait_until 600 "the assignment is RELEASED" assignment_is RELEASED
}

# release_from_deaf_guest GUEST: the same for the seed group.
release_from_deaf_guest() {
  end_loan_of_deaf_guest "$1"
  expect_seed_group_with_host
  wait_until 60 "the manager shows the group with the host" manager_sees_group_with_host
}

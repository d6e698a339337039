# The manager, on this machine. Sourced; wants LAB_OUT, MANAGER_PORT and AGENT_PORT.
# shellcheck shell=bash

# manager_start: with a database of its own, and deadlines for a host where everything takes ten times as long.
manager_start() {
  local home=$LAB_OUT/manager
  say "starting the manager on 127.0.0.1:$MANAGER_PORT (log: $LAB_OUT/manager.log)"
  mkdir -p "$home"
  java -XX:TieredStopAtLevel=1 -Xmx400m -jar "$LAB_OUT/manager.jar" --server.port="$MANAGER_PORT" \
    --bailiff.home="$home" --bailiff.agent.address=127.0.0.1 --bailiff.agent.port="$AGENT_PORT" --bailiff.agent.names=10.0.2.100 \
    --bailiff.assignment.detach-deadline=600s --bailiff.assignment.attach-deadline=300s \
    >>"$LAB_OUT/manager.log" 2>&1 &
  echo $! >"$LAB_OUT/manager.pid"
  wait_until 300 "the manager answers" manager_answers
  make_token
}

# The agent in the emulated host joins with the token; a host that has joined needs none.
make_token() {
  [[ ! -e $LAB_OUT/join-token ]] || return 0
  (umask 077 && rest 201 POST /api/v1/join-tokens '{"host": "lab", "by": "the lab"}' | field .token >"$LAB_OUT/join-token")
}

manager_answers() {
  kill -0 "$(<"$LAB_OUT/manager.pid")" || fail "the manager ended" "read $LAB_OUT/manager.log"
  curl -sS --fail --max-time 10 "http://127.0.0.1:$MANAGER_PORT/actuator/health"
}

manager_end() {
  end_process "$LAB_OUT/manager.pid"
}

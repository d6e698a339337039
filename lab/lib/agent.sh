# The agent, inside the emulated host. Sourced; wants LAB_OUT.
# shellcheck shell=bash

# agent_prepare: copies the jars of the agent and of its tests, so that a build during the run changes nothing.
agent_prepare() {
  local modules=$REPOSITORY/host-agent target=$REPOSITORY/host-agent/daemon/target
  cp "$target/bailiff-agent.jar" "$LAB_OUT/agent.jar"
  cp "$target"/host-agent-daemon-*-tests.jar "$LAB_OUT/agent-tests.jar"
  cp "$modules"/host/target/host-agent-host-*-tests.jar "$LAB_OUT/host-tests.jar"
  cp "$modules"/sim/target/host-agent-sim.jar "$modules"/sim/target/host-agent-sim-tests.jar "$LAB_OUT/"
  printf '%s:' "$LAB_OUT"/{agent,agent-tests,host-tests,host-agent-sim,host-agent-sim-tests}.jar >"$LAB_OUT/test-classes"
  # What the tests need besides.
  mkdir -p "$LAB_OUT/libraries"
  tr : '\n' <"$target/test.classpath" | grep -E '/(junit|opentest4j|apiguardian|assertj|awaitility|byte-buddy|hamcrest)[^/]*\.jar$' |
    xargs cp -t "$LAB_OUT/libraries"
  printf '%s:' "$LAB_OUT"/libraries/*.jar >"$LAB_OUT/test-libraries"
  echo "$HOST_JAVA" >"$LAB_OUT/java"
  archive agent "$LAB_OUT/agent.jar" io.bailiff.agent.cli.Main
  archive agent-tests "$(<"$LAB_OUT/test-classes")" io.bailiff.agent.crash.KillableAgent
}

# archive NAME CLASS_PATH MAIN: an archive of loaded classes, LAB_OUT/NAME.jsa. Most of what a short command takes is
# loading them, and in the emulated host that would be minutes. What to archive is found by running commands on this machine that only
# read, whatever they come to here; the join, which loads what TLS needs, finds no manager.
archive() {
  local archive=$LAB_OUT/$1 command number=0 token
  token=$(printf 'A%.0s' {1..43}).$(printf 'A%.0s' {1..43})
  for command in doctor "inspect --json" "plan ffff:00:00.0" "join https://127.0.0.1:1 --token $token --host-name lab"; do
    # shellcheck disable=SC2086  # a command is several words
    host_java -XX:DumpLoadedClassList="$archive.$((++number)).classes" -cp "$2" "$3" --state "$LAB_OUT" $command >/dev/null 2>&1 || true
  done
  # A newer Java machine numbers the classes of each list.
  awk '{sub(/ id: [0-9]+$/, "")} !/ source: / && !seen[$0]++' "$archive".?.classes >"$archive.classes"
  # Made whole, not on top of the JDK's own: only so has it classes as old as picocli's.
  host_java -Xshare:dump -XX:SharedClassListFile="$archive.classes" -XX:SharedArchiveFile="$archive.jsa" -cp "$2" >"$archive-archive.log" 2>&1 ||
    fail "java cannot write the class archive $archive.jsa" "read $archive-archive.log"
}

# host_java ARGUMENT...: runs the Java machine of the emulated host on this machine: an archive is good for one Java machine only.
host_java() {
  "$LAB/in-tree" "$HOST_TREE" "$HOST_JAVA" "$@"
}

# agent COMMAND...: runs bailiff-agent in the emulated host.
agent() {
  in_host -t 600 "$LAB/l1/agent $LAB_OUT $*"
}

# agent_test SECONDS CLASS ARGUMENT...: runs a main class of the agent's tests in the emulated host.
agent_test() {
  local limit=$1
  shift
  say "running ${1##*.} in the emulated host (limit: $limit s); its output follows at the end"
  with_progress "${1##*.} has been running" in_host -t "$limit" "$LAB/l1/agent-test $LAB_OUT $*"
}

# refusals ADDRESS: prints the codes of why the function's group cannot leave the host.
refusals() {
  agent inspect "$1" --json | field '[.refusals[].code] | unique | join(" ")'
}

agent_start() {
  say "starting the agent in the emulated host (log: $LAB_OUT/agent.log)"
  in_host "$LAB/l1/agent-daemon start $LAB_OUT"
}

# As a service manager stops the agent: held openers are denied, and the guard ends.
agent_stop() {
  say "stopping the agent"
  in_host "$LAB/l1/agent-daemon stop"
}

# The agent cannot react: it may be in the middle of any operation.
agent_kill() {
  say "killing the agent (SIGKILL)"
  in_host "$LAB/l1/agent-daemon kill"
}

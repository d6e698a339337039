# The agent, inside the emulated host. Sourced; wants LAB_OUT.
# shellcheck shell=bash

# agent_prepare: a copy of the agent that nobody rebuilds during the run, and an archive of its loaded classes: most of what
# a short command takes is loading them, and here that would be minutes.
agent_prepare() {
    cp "$REPOSITORY/host-agent/daemon/target/bailiff-agent.jar" "$LAB_OUT/agent.jar"
    # Any command loads most of them; that there is no such function does not matter.
    java -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$LAB_OUT/agent.jsa" -Xlog:disable -jar "$LAB_OUT/agent.jar" \
        --state "$LAB_OUT" plan ffff:00:00.0 >"$LAB_OUT/agent-archive.log" 2>&1 || true
}

# agent COMMAND...: runs bailiff-agent in the emulated host.
agent() {
    in_host -t 600 "$LAB/l1/agent $LAB_OUT $*"
}

agent_start() {
    say "starting the agent in the emulated host (log: $LAB_OUT/agent.log)"
    in_host "$LAB/l1/agent-daemon start $LAB_OUT"
}

# Without a word to the agent: it may be anywhere.
agent_kill() {
    say "killing the agent (SIGKILL)"
    in_host "$LAB/l1/agent-daemon kill"
}

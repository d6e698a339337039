package io.bailiff.agent.sim;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The processes of a simulated host. What they have open under {@code /dev/vfio} follows from {@link SimVfio}. */
public final class SimProcesses {

    /** The agent's own process, as {@code /proc/self} has it. */
    static final long SELF = 871;

    private final Map<Long, String> commands = new ConcurrentSkipListMap<>(
            Map.of(1L, "systemd", 2L, "kthreadd", 412L, "systemd-udevd", 803L, "libvirtd", SELF, "bailiff-agent"));
    private final AtomicLong next = new AtomicLong(4000);

    /** Begins a process and gives its id. */
    public long start(String command) {
        long pid = next.incrementAndGet();
        commands.put(pid, command);
        return pid;
    }

    /** Ends a process. Whoever calls this closes its vfio files first: {@link SimVfio#closeAll}. */
    public void end(long pid) {
        commands.remove(pid);
    }

    Map<Long, String> all() {
        return new TreeMap<>(commands);
    }

    Optional<String> command(long pid) {
        return Optional.ofNullable(commands.get(pid));
    }
}

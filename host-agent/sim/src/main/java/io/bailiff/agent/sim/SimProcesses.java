package io.bailiff.agent.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The processes of a simulated host. What they have open under {@code /dev/vfio} follows from {@link SimVfio}. Safe
 * for any number of threads.
 */
public final class SimProcesses {

    /** libvirt's daemon. */
    public static final long LIBVIRTD = 803;

    /** The shell that root has open. */
    public static final long LOGIN_SHELL = 1204;

    /** The agent's own process, as {@code /proc/self} has it. */
    static final long SELF = 871;

    private static final int TICKS_PER_SECOND = 100;
    private static final Duration UP = Duration.ofHours(1);

    private final KernelLock lock;
    private final Consumer<Long> closeFiles;
    private final Clock clock;
    private final Instant boot;
    private final TreeMap<Long, SimProcess> processes = new TreeMap<>();
    private long last = 4000;

    SimProcesses(SimKernel kernel, Clock clock) {
        this.lock = kernel.lock();
        this.closeFiles = kernel.vfio()::closeAll;
        this.clock = clock;
        this.boot = clock.instant().minus(UP);
        add(
                1,
                ProcessSpec.service("init.scope", "/usr/lib/systemd/systemd")
                        .childOf(0)
                        .inCgroup("/init.scope"));
        add(2, new ProcessSpec("kthreadd", List.of(), "", 0, "/", ProcessSpec.NOBODY));
        add(412, ProcessSpec.service("systemd-udevd.service", "/usr/lib/systemd/systemd-udevd"));
        add(LIBVIRTD, ProcessSpec.service("libvirtd.service", "/usr/sbin/libvirtd", "--timeout", "120"));
        add(SELF, ProcessSpec.service("bailiff-agent.service", "/usr/bin/bailiff-agent", "run"));
        add(902, ProcessSpec.service("ssh.service", "/usr/sbin/sshd", "-D"));
        add(1201, ProcessSpec.command("/usr/sbin/sshd").childOf(902));
        add(LOGIN_SHELL, ProcessSpec.command("/usr/bin/bash", "--login").childOf(1201));
    }

    /** Begins a process that has nothing of interest but its name, and gives its id. */
    public long start(String command) {
        return start(ProcessSpec.service(command + ".service", "/usr/bin/" + command));
    }

    /** Begins a process and gives its id. */
    public long start(ProcessSpec spec) {
        return lock.alter(() -> add(++last, spec).pid());
    }

    /** Ends a process. Whoever calls this closes its vfio files first: {@link SimVfio#closeAll}. */
    public void end(long pid) {
        lock.alter(() -> processes.remove(pid));
    }

    /**
     * Kills a process. It wakes from an open that is held; what waits for a device comes to its end first.
     *
     * @return whether there is such a process
     */
    public boolean kill(long pid) {
        return signal(pid, process -> {
            process.killed = true;
            endIfDead(process);
        });
    }

    /**
     * Sends a process a SIGINT, as Ctrl-C does. It is one that catches it: while it is in a system call it sleeps
     * on, and the signal shows as pending.
     *
     * @return whether there is such a process
     */
    public boolean interrupt(long pid) {
        return signal(pid, process -> process.interrupted = true);
    }

    /** All of them, for people. */
    public List<ProcessView> views() {
        return lock.look(() -> processes.values().stream().map(ProcessView::of).toList());
    }

    /** When the host was booted, in seconds of the clock on the wall. */
    long bootTime() {
        return boot.getEpochSecond();
    }

    List<SimProcess> all() {
        return lock.look(() -> List.copyOf(processes.values()));
    }

    Optional<SimProcess> find(long pid) {
        return lock.look(() -> Optional.ofNullable(processes.get(pid)));
    }

    /** It enters a system call. The caller has the lock. */
    SimProcess enter(long pid) throws KernelException {
        SimProcess process = processes.get(pid);
        if (process == null) {
            throw new KernelException(SimErrno.ESRCH);
        }
        process.calls++;
        return process;
    }

    /** It comes back from a system call; if it has been killed meanwhile, it ends here. */
    void leave(SimProcess process) {
        lock.alter(() -> {
            process.calls--;
            endIfDead(process);
            return true;
        });
    }

    private boolean signal(long pid, Consumer<SimProcess> what) {
        return lock.alter(() -> {
            Optional<SimProcess> process = Optional.ofNullable(processes.get(pid));
            process.ifPresent(what);
            lock.tell();
            return process.isPresent();
        });
    }

    private void endIfDead(SimProcess process) {
        if (process.killed && process.calls == 0 && processes.remove(process.pid()) != null) {
            closeFiles.accept(process.pid());
        }
    }

    private SimProcess add(long pid, ProcessSpec spec) {
        long ticks = Duration.between(boot, clock.instant()).toMillis() * TICKS_PER_SECOND / 1000;
        SimProcess process = new SimProcess(pid, spec, pid <= LOGIN_SHELL ? pid : ticks);
        processes.put(pid, process);
        return process;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The processes of a simulated host. The open files under {@code /dev/vfio} are derived from {@link SimVfio}. Safe for any
 * number of threads.
 */
public final class SimProcesses {

    /** libvirt's daemon. */
    public static final long LIBVIRTD = 803;

    /** Root's open shell. */
    public static final long LOGIN_SHELL = 1204;

    /** The agent's own process, the target of {@code /proc/self}. */
    public static final long SELF = 871;

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

    /**
     * Starts a service process with the given name.
     *
     * @return the process id
     */
    public long start(String command) {
        return start(ProcessSpec.service(command + ".service", "/usr/bin/" + command));
    }

    /**
     * Starts a process.
     *
     * @return the process id
     */
    public long start(ProcessSpec spec) {
        return lock.alter(() -> add(++last, spec).pid());
    }

    /** Ends a process. The caller must first close the process's vfio files: {@link SimVfio#closeAll}. */
    public void end(long pid) {
        lock.alter(() -> processes.remove(pid));
    }

    /**
     * Kills a process. A held open wakes and fails; a system call that waits for a device finishes first.
     *
     * @return true if the process exists
     */
    public boolean kill(long pid) {
        return signal(pid, process -> {
            process.killed = true;
            endIfDead(process);
        });
    }

    /**
     * Sends a SIGINT to a process, like Ctrl-C. The process catches the signal: in a system call the process continues to
     * sleep, and the signal shows as pending.
     *
     * @return true if the process exists
     */
    public boolean interrupt(long pid) {
        return signal(pid, process -> process.interrupted = true);
    }

    /** Returns all processes, for people. */
    public List<ProcessView> views() {
        return lock.look(() -> processes.values().stream().map(ProcessView::of).toList());
    }

    /** Returns the boot time of the host, in seconds of the real-time clock. */
    long bootTime() {
        return boot.getEpochSecond();
    }

    List<SimProcess> all() {
        return lock.look(() -> List.copyOf(processes.values()));
    }

    Optional<SimProcess> find(long pid) {
        return lock.look(() -> Optional.ofNullable(processes.get(pid)));
    }

    /**
     * Enters a system call of the process. The caller holds the lock.
     *
     * @throws KernelException ESRCH if the process does not exist
     */
    SimProcess enter(long pid) throws KernelException {
        SimProcess process = processes.get(pid);
        if (process == null) {
            throw new KernelException(SimErrno.ESRCH);
        }
        process.calls++;
        return process;
    }

    /** Leaves a system call of the process; a process killed in the meantime ends here. */
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

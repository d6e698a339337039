// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The current state of a process in the simulated kernel. Guarded by the kernel's {@link KernelLock}. */
final class SimProcess {

    private static final long SIGINT = 1L << 1;
    private static final long SIGKILL = 1L << 8;

    final ProcessSpec spec;
    /** The start time of the process, in clock ticks since boot. */
    final long startTicks;

    private final long pid;
    /** The number of system calls in progress; each thread of the process can be in a call. */
    int calls;

    boolean killed;
    /** True if the process has a pending SIGINT. SIGINT does not wake a system call that sleeps like an open does. */
    boolean interrupted;

    SimProcess(long pid, ProcessSpec spec, long startTicks) {
        this.pid = pid;
        this.spec = spec;
        this.startTicks = startTicks;
    }

    long pid() {
        return pid;
    }

    /** Returns true if a SIGINT is pending, and clears the signal. */
    boolean takeInterrupt() {
        boolean taken = interrupted;
        interrupted = false;
        return taken;
    }

    String state() {
        return calls > 0 ? "D (disk sleep)" : "S (sleeping)";
    }

    long pendingSignals() {
        return (interrupted ? SIGINT : 0) | (killed ? SIGKILL : 0);
    }
}

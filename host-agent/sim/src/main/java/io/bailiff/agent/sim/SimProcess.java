package io.bailiff.agent.sim;

/** A process as the simulated kernel has it now. Guarded by the kernel's {@link KernelLock}. */
final class SimProcess {

    private static final long SIGINT = 1L << 1;
    private static final long SIGKILL = 1L << 8;

    final ProcessSpec spec;
    /** When it began, in clock ticks since boot. */
    final long startTicks;

    private final long pid;
    /** How many system calls it is in; each of its threads can be in one. */
    int calls;

    boolean killed;
    /**
     * It has been sent a SIGINT that it has not seen yet: a system call that sleeps as an open does is not woken by
     * it.
     */
    boolean interrupted;

    SimProcess(long pid, ProcessSpec spec, long startTicks) {
        this.pid = pid;
        this.spec = spec;
        this.startTicks = startTicks;
    }

    long pid() {
        return pid;
    }

    /** Whether a SIGINT has come, which it sees now. */
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

package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/** The processes of simulated guests, and the functions that each has open. {@link SimGuests} calls it with its own lock held. */
public interface GuestProcesses {

    /**
     * Starts the process of a guest, with functions open.
     *
     * @return its process id
     * @throws GuestException {@code REFUSED} if it cannot open one of them; then there is no process
     */
    long start(String guest, Collection<PciAddress> functions) throws GuestException;

    /**
     * Has a process open one more function.
     *
     * @throws GuestException {@code REFUSED} if it cannot
     */
    void open(long process, PciAddress function) throws GuestException;

    /** Has a process close a function. */
    void close(long process, PciAddress function);

    /** Ends a process, which closes all that it has open. */
    void end(long process);

    /** Returns processes on a host without a kernel: each opens every function. */
    static GuestProcesses withoutKernel() {
        AtomicLong last = new AtomicLong();
        return new GuestProcesses() {
            @Override
            public long start(String guest, Collection<PciAddress> functions) {
                return last.incrementAndGet();
            }

            @Override
            public void open(long process, PciAddress function) {}

            @Override
            public void close(long process, PciAddress function) {}

            @Override
            public void end(long process) {}
        };
    }
}

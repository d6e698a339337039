// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The processes of simulated guests, with the functions open in each process. {@link SimGuests} calls the methods with the lock
 * of {@link SimGuests} held.
 */
public interface GuestProcesses {

    /**
     * Starts the process of a guest, with functions open.
     *
     * @return the process id
     * @throws GuestException {@code REFUSED} if the process cannot open a function; then there is no process
     */
    long start(String guest, Collection<PciAddress> functions) throws GuestException;

    /**
     * Makes a process open another function.
     *
     * @throws GuestException {@code REFUSED} if the process cannot open the function
     */
    void open(long process, PciAddress function) throws GuestException;

    /** Makes a process close a function. */
    void close(long process, PciAddress function);

    /** Ends a process and closes all functions of the process. */
    void end(long process);

    /** Returns processes for a host without a kernel: every process can open every function. */
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

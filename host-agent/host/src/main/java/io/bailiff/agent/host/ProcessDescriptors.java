// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Copies open descriptors of other processes: pidfd_open(2) and pidfd_getfd(2), Linux 5.6. */
public final class ProcessDescriptors {

    private ProcessDescriptors() {}

    /**
     * Copies a descriptor of a process. The copy is close-on-exec.
     *
     * @param slot the number of the descriptor in the process
     * @param isMeant decides if the process with the id is the meant process. The id may have been reused before the call, and cannot be
     *     reused between the decision and the copy
     * @return the copy; empty if another process has the id
     * @throws LastErrorException if the process has ended, has no such descriptor, or may not be accessed
     */
    public static Optional<Integer> copy(long pid, long slot, BooleanSupplier isMeant) throws LastErrorException {
        int process = (int) LibcEvents.syscall(LibcEvents.PIDFD_OPEN, pid, 0, 0);
        try {
            return isMeant.getAsBoolean()
                    ? Optional.of((int) LibcEvents.syscall(LibcEvents.PIDFD_GETFD, process, slot, 0))
                    : Optional.empty();
        } finally {
            Libc.close(process);
        }
    }
}

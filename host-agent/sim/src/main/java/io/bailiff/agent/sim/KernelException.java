// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** A system call of the simulated kernel fails. */
public final class KernelException extends Exception {

    private final SimErrno errno;

    public KernelException(SimErrno errno) {
        this(errno, errno.text());
    }

    public KernelException(SimErrno errno, String message) {
        super(message);
        this.errno = errno;
    }

    public SimErrno errno() {
        return errno;
    }
}

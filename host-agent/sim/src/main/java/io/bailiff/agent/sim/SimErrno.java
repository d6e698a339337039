// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.host.HostError;

/** The errors of the simulated kernel, spontaneous or requested by a test. */
public enum SimErrno {
    EPERM(HostError.DENIED, "Operation not permitted"),
    ENOENT(HostError.NO_ENTRY, "No such file or directory"),
    ESRCH(HostError.NO_ENTRY, "No such process"),
    EINTR(HostError.OTHER, "Interrupted system call"),
    EIO(HostError.OTHER, "Input/output error"),
    EAGAIN(HostError.OTHER, "Resource temporarily unavailable"),
    ENOMEM(HostError.OTHER, "Cannot allocate memory"),
    EACCES(HostError.DENIED, "Permission denied"),
    EBUSY(HostError.BUSY, "Device or resource busy"),
    EEXIST(HostError.OTHER, "File exists"),
    ENODEV(HostError.NO_DEVICE, "No such device"),
    ENOTDIR(HostError.OTHER, "Not a directory"),
    EISDIR(HostError.OTHER, "Is a directory"),
    EINVAL(HostError.INVALID, "Invalid argument"),
    EROFS(HostError.OTHER, "Read-only file system"),
    ERANGE(HostError.OTHER, "Numerical result out of range"),
    EOPNOTSUPP(HostError.OTHER, "Operation not supported"),
    ENETDOWN(HostError.OTHER, "Network is down"),
    ENOTCONN(HostError.OTHER, "Transport endpoint is not connected"),
    ELOOP(HostError.OTHER, "Too many levels of symbolic links");

    private final HostError error;
    private final String text;

    SimErrno(HostError error, String text) {
        this.error = error;
        this.text = text;
    }

    /** Returns the error as seen by an agent. */
    public HostError error() {
        return error;
    }

    /** Returns the C library's message. */
    public String words() {
        return text;
    }

    /** Returns the C library's message with the errno's name. */
    public String text() {
        return text + " (" + name() + ")";
    }
}

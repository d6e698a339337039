// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.Arrays;
import java.util.Optional;

/** The errno values distinguished by the agent, with Linux's numbers (asm-generic/errno-base.h). */
public enum Errno {
    EPERM(1, HostError.DENIED, "Operation not permitted"),
    ENOENT(2, HostError.NO_ENTRY, "No such file or directory"),
    ESRCH(3, HostError.NO_ENTRY, "No such process"),
    EINTR(4, HostError.OTHER, "Interrupted system call"),
    EIO(5, HostError.OTHER, "Input/output error"),
    ENXIO(6, HostError.OTHER, "No such device or address"),
    EAGAIN(11, HostError.OTHER, "Resource temporarily unavailable"),
    ENOMEM(12, HostError.OTHER, "Cannot allocate memory"),
    EACCES(13, HostError.DENIED, "Permission denied"),
    EBUSY(16, HostError.BUSY, "Device or resource busy"),
    EEXIST(17, HostError.OTHER, "File exists"),
    ENODEV(19, HostError.NO_DEVICE, "No such device"),
    ENOTDIR(20, HostError.OTHER, "Not a directory"),
    EISDIR(21, HostError.OTHER, "Is a directory"),
    EINVAL(22, HostError.INVALID, "Invalid argument"),
    ENFILE(23, HostError.OTHER, "Too many open files in system"),
    EMFILE(24, HostError.OTHER, "Too many open files"),
    ENOSPC(28, HostError.OTHER, "No space left on device"),
    EROFS(30, HostError.OTHER, "Read-only file system"),
    ERANGE(34, HostError.OTHER, "Numerical result out of range"),
    EOVERFLOW(75, HostError.OTHER, "Value too large for defined data type"),
    EOPNOTSUPP(95, HostError.OTHER, "Operation not supported"),
    ENETDOWN(100, HostError.OTHER, "Network is down"),
    ETIMEDOUT(110, HostError.OTHER, "Connection timed out");

    private final int number;
    private final HostError error;
    private final String text;

    Errno(int number, HostError error, String text) {
        this.number = number;
        this.error = error;
        this.text = text;
    }

    boolean is(int errno) {
        return number == errno;
    }

    /** Returns the exception for a failed call on the path. */
    static HostFileException failure(int errno, String path) {
        return find(errno)
                .map(known -> new HostFileException(known.error, path, known.text + " (" + known + ")"))
                .orElseGet(() -> new HostFileException(HostError.OTHER, path, "errno " + errno));
    }

    /**
     * Returns the exception for a tool's error message in the C locale
     * ({@code dd: error writing '…': Device or resource busy}).
     *
     * <p>Such a message ends with the text of the errno, or with the text and {@code (os error N)}. Any other message becomes
     * {@link HostError#OTHER}.
     */
    static HostFileException fromMessage(String message, String path) {
        return Arrays.stream(values())
                .filter(known ->
                        message.endsWith(": " + known.text) || message.endsWith("(os error " + known.number + ")"))
                .findFirst()
                .map(known -> failure(known.number, path))
                .orElseGet(() -> new HostFileException(
                        HostError.OTHER,
                        path,
                        message.isEmpty() ? "the write failed without an error message" : message));
    }

    /**
     * Returns the number of the errno in an error message of a tool or of the JDK, in the C locale; the number of EIO if the message names
     * no known errno.
     */
    public static int numberIn(String message) {
        return Arrays.stream(values())
                .filter(known -> message.endsWith(": " + known.text) || message.endsWith("(" + known.text + ")"))
                .findFirst()
                .orElse(EIO)
                .number;
    }

    private static Optional<Errno> find(int errno) {
        return Arrays.stream(values()).filter(known -> known.number == errno).findFirst();
    }
}

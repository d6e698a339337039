// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files that show and control a host's devices: {@code /sys}, {@code /proc}, {@code /dev} and {@code /lib/modules}. Paths
 * are absolute and in the host's spelling, under any root of the implementation.
 *
 * <p>The interface is the agent's only access to a kernel. {@link LinuxFiles} is the real implementation; {@code sim} has an
 * implementation with a simulated kernel.
 */
public interface HostFiles {

    /**
     * Returns the content of a file, without trailing white space. For a {@code driver_override} the wait is limited, because
     * some kernels show the file only under the device's lock.
     *
     * @throws HostFileException if the file cannot be read; {@link HostFileException#error()} gives the kind. For a
     *     {@code driver_override}, {@link HostError#TIMED_OUT} means that an unbind of the function is in progress
     */
    String read(String path) throws HostFileException;

    /**
     * Returns the first bytes of a binary file, such as a function's {@code config}.
     *
     * @param max the maximum number of bytes; the result is shorter only at the end of the file
     * @throws HostFileException if the file cannot be read
     */
    byte[] readBytes(String path, int max) throws HostFileException;

    /**
     * Returns true if the predicate accepts a line of the file. Offers the lines in file order and stops at the first accepted
     * line. An implementation need not hold a file of many megabytes ({@code /proc/kallsyms}) in memory.
     *
     * @throws HostFileException if the file cannot be read
     */
    default boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return read(path).lines().anyMatch(wanted);
    }

    /**
     * Writes the value to an existing file in one {@code write(2)}, as required by sysfs. Never creates a file. The call lasts
     * as long as the kernel takes, possibly forever: see {@link #writeDetached}. While an unbind of a function waits for the
     * function's user, a write to the function's {@code driver_override} waits too, up to Linux 6.3 at least.
     *
     * @param value not empty: writing an empty value has no effect, and a line feed clears an override
     * @throws HostFileException if the kernel refuses; EBUSY, ENODEV, EINVAL and EPERM have different meanings
     */
    void write(String path, String value) throws HostFileException;

    /**
     * Writes bytes at an offset of a binary file, such as a function's {@code config}, in one {@code pwrite(2)}.
     *
     * @throws HostFileException if the kernel refuses, or accepts only a part of the bytes
     */
    void writeBytes(String path, int offset, byte[] bytes) throws HostFileException;

    /**
     * Writes like {@link #write}, but in a separate process, for writes that the kernel may never finish. An unbind from a vfio
     * driver waits for the user of the device. After the first signal the waiting process cannot even be killed
     * (vfio_unregister_group_dev in drivers/vfio). A waiting thread of the agent would keep the agent from ending.
     *
     * @throws HostFileException if the kernel refuses, or {@link HostError#TIMED_OUT} if the kernel has not finished within the
     *     timeout; the write may then still happen later
     */
    void writeDetached(String path, String value, Duration timeout) throws HostFileException;

    /**
     * Returns the names in a directory, sorted.
     *
     * @throws HostFileException if the directory cannot be listed; {@link HostError#NO_ENTRY} if the directory does not exist
     */
    List<String> list(String directory) throws HostFileException;

    /**
     * Returns the version of the directory's entries. Equal versions prove that no entry was added, removed or replaced between the two
     * calls. Empty if the host cannot prove this or the directory cannot be read.
     */
    default Optional<DirectoryVersion> version(String directory) {
        return Optional.empty();
    }

    /** Returns the target of a symbolic link, as spelled in the link; empty if the path is not a link or does not exist. */
    Optional<String> readLink(String path) throws HostFileException;

    /** Returns the path with all links followed; empty if the path does not exist. */
    Optional<String> realPath(String path) throws HostFileException;

    /** Returns true if the path exists, with links followed. A path without permission to look is an error and not {@code false}. */
    boolean exists(String path) throws HostFileException;

    /**
     * Returns the number of a device file, with links followed, also for the file behind a link of {@code /proc/PID/fd}. Empty if
     * the path does not exist or is no device file. A host without device files, for example a copied tree, always returns empty.
     *
     * @throws HostFileException if the kernel refuses
     */
    default Optional<DeviceNumber> deviceNumber(String path) throws HostFileException {
        return Optional.empty();
    }

    /**
     * Returns the settings of the host's network interfaces that have no file. A host without access to the interfaces, for
     * example a copied tree, returns settings that always fail.
     */
    default LinkSettings links() {
        return LinkSettings.unavailable("the settings of network interfaces are out of reach");
    }

    /**
     * Returns the interfaces, addresses and routes of the host's network namespace from the kernel. Empty for a host without a running
     * kernel, for example a copied tree: such a host shows a part of the tables as files in {@code /proc/1/net}.
     *
     * @throws HostFileException if the kernel refuses, or a table is too large
     */
    default Optional<NetworkTables> networkTables() throws HostFileException {
        return Optional.empty();
    }
}

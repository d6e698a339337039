package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files through which a host shows and moves its devices: {@code /sys}, {@code /proc}, {@code /dev} and
 * {@code /lib/modules}. Paths are absolute and as the host spells them, whatever root an implementation keeps them under.
 *
 * <p>This is the only door between the agent and a kernel. {@link LinuxFiles} is the real one; {@code sim} has one with a
 * simulated kernel behind it.
 */
public interface HostFiles {

    /**
     * The content of a file, with no trailing white space. A {@code driver_override} is read so that the agent does not hang
     * with a kernel that shows it only under the device's lock.
     *
     * @throws HostFileException if it cannot be read; {@link HostFileException#error()} says which way, and for a
     *     {@code driver_override} {@link HostError#TIMED_OUT} that an unbind of the function is under way
     */
    String read(String path) throws HostFileException;

    /**
     * The first bytes of a file that is not text, such as a function's {@code config}.
     *
     * @param max how many bytes at most; fewer come back only where the file ends
     * @throws HostFileException if it cannot be read
     */
    byte[] readBytes(String path, int max) throws HostFileException;

    /**
     * Whether some line of the file is wanted. Lines are offered in their order, and reading ends at the first that is; a
     * file of many megabytes ({@code /proc/kallsyms}) need not be held as a whole.
     *
     * @throws HostFileException if it cannot be read
     */
    default boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        return read(path).lines().anyMatch(wanted);
    }

    /**
     * Writes the value to an existing file in one {@code write(2)}, as sysfs wants it. Never creates a file. The call lasts
     * as long as the kernel takes, which may be for ever: see {@link #writeDetached}. While an unbind of a function waits for
     * its user, so does a write to its {@code driver_override}, up to Linux 6.3 at least.
     *
     * @param value not empty: a write of nothing does nothing, and an override is cleared by a line feed
     * @throws HostFileException if the kernel refuses; EBUSY, ENODEV, EINVAL and EPERM mean different things
     */
    void write(String path, String value) throws HostFileException;

    /**
     * Writes bytes at a place of a file that is not text, such as a function's {@code config}, in one {@code pwrite(2)}.
     *
     * @throws HostFileException if the kernel refuses, or takes less than all
     */
    void writeBytes(String path, int offset, byte[] bytes) throws HostFileException;

    /**
     * Writes like {@link #write}, but in a process of its own, for writes that the kernel may never finish: an unbind from a
     * vfio driver waits for the user of the device, and after the first signal it cannot even be killed
     * (vfio_unregister_group_dev in drivers/vfio). A thread of the agent that waited there would keep the agent from ending.
     *
     * @throws HostFileException if the kernel refuses, or {@link HostError#TIMED_OUT} if it has not finished in time; the
     *     write may then still happen later
     */
    void writeDetached(String path, String value, Duration timeout) throws HostFileException;

    /**
     * The names in a directory, sorted.
     *
     * @throws HostFileException if it cannot be listed; {@link HostError#NO_ENTRY} if it is not there
     */
    List<String> list(String directory) throws HostFileException;

    /** Where a symbolic link points, as it is spelled in the link; empty if the path is not a link or not there. */
    Optional<String> readLink(String path) throws HostFileException;

    /** The path with all links followed; empty if it is not there. */
    Optional<String> realPath(String path) throws HostFileException;

    /** Whether the path is there, links followed. A path that may not be looked at is an error, not a "no". */
    boolean exists(String path) throws HostFileException;
}

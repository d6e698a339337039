// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides writes to a host's shared control files before the writes take effect. While a file is covered, a process that writes to the
 * file sleeps until the answer; only then the write is made, with exactly the bytes of the process, or fails. Every other writer of the
 * same file goes on meanwhile.
 *
 * <p>Reads and writes by {@link HostFiles} of the same agent go past the interceptor. So do writes by a descriptor that was opened before
 * the file was covered, or by another mount of sysfs: an {@link OpenInterceptor} sees the opens of these.
 *
 * <p>Only one thread may call {@link #await}; any thread may call the other methods.
 */
public interface WriteInterceptor extends AutoCloseable {

    /**
     * A process writes to a covered file and sleeps until {@link #perform} or {@link #fail}. A signal does not end the sleep: the
     * kernel wakes the process only after the answer.
     *
     * @param ticket identifies the write; never reused during a boot
     * @param thread the id of the writing thread, in the agent's pid namespace. The process of the thread may have ended
     * @param path the file, in the host's spelling with all links followed
     * @param text the written bytes, at most a page, as ISO 8859-1: one character for each byte
     */
    record Writing(long ticket, long thread, String path, String text) {}

    /**
     * Covers exactly these files: uncovers all others, and forgets files that are gone. A file that came back, with its driver, is covered
     * again. Repeated calls have no effect. Waiting writes to an uncovered file keep waiting for their answers.
     *
     * @param paths control files of the host, in the host's spelling with all links followed; a path without a file is left out
     * @throws HostFileException if a file cannot be covered or uncovered; the remaining files are covered all the same
     */
    void coverOnly(Set<String> paths) throws HostFileException;

    /** Returns the covered files. */
    Set<String> covered();

    /**
     * Makes exactly these files read-only, in the mount namespace of process 1: an open for writing fails with EROFS, and readers notice
     * nothing. Repeated calls have no effect. The files stay read-only if the agent dies.
     *
     * @param paths files of {@code /proc/bus/pci}, where no {@link OpenInterceptor} can hold openers; a path without a file is left out
     * @throws HostFileException if a file cannot be made read-only or writable again; the remaining files are changed all the same
     */
    void readOnly(Set<String> paths) throws HostFileException;

    /**
     * Returns the next writes, in the order in which the kernel delivered them; empty if there was none within the time limit.
     *
     * @throws HostFileException if the interceptor no longer works
     */
    List<Writing> await(Duration atMost) throws HostFileException, InterruptedException;

    /**
     * Makes the write in the writer's stead, and answers the writer with exactly the outcome of the host: the number of bytes or the
     * error. Returns at once; the write may take any time, and is made to its end if the agent dies meanwhile. No effect if the ticket is
     * unknown or answered.
     */
    void perform(long ticket);

    /** Fails the write with EPERM; nothing is written. No effect if the ticket is unknown or answered. */
    void fail(long ticket);

    /**
     * Returns true if the interceptor was left by an earlier agent and may already keep writers waiting. Then {@link #takeOver} must be
     * called before the first {@link #await}.
     */
    boolean inherited();

    /**
     * Continues with the unanswered writes of an earlier agent, so that no writer notices the restart:
     * <ul>
     *   <li>A write that the earlier agent had begun to make is never made twice. The writer gets the outcome; EIO if the outcome is lost.
     *   <li>Of the others, the writes with the given tickets keep waiting.
     *   <li>All remaining writes are returned by {@link #await} once more, with their tickets, before later writes.
     * </ul>
     *
     * @param tickets the held writes
     */
    void takeOver(Set<Long> tickets);

    /**
     * Returns the reason why waiting writes fail when the agent's process dies, for people; empty if the writers keep waiting for the next
     * agent, or if no file is covered.
     */
    Optional<String> whyEndsWithAgent();

    /** Uncovers all files and fails every waiting write. */
    @Override
    void close();
}

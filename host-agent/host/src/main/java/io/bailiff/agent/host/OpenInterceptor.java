// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds opens of a host's control files, and reports writes to other files. A held opener sleeps in the kernel until the
 * interceptor answers, before any device is affected; only a signal that ends the opener's process wakes the opener.
 *
 * <p>Opens by the agent's own process are held like all others. Only one thread may call {@link #await}; any thread may call
 * the other methods.
 */
public interface OpenInterceptor extends AutoCloseable {

    /** An event at the interceptor. */
    sealed interface Event {}

    /**
     * A process opens a file and sleeps until {@link #allow} or {@link #deny}.
     *
     * @param ticket identifies the open; reused for another open only after the answer
     * @param pid the process
     * @param thread the thread of the process that opens the file; 0 if the interceptor does not know the thread
     * @param path the file, in the host's spelling with all links followed
     */
    record Opening(long ticket, long pid, long thread, String path) implements Event {}

    /**
     * A process has written to a file. The kernel may report several writes as one event.
     *
     * @param pid the process, which may have ended; if the writing thread of a process has ended, the id of the thread
     * @param path the file, in the host's spelling with all links followed
     */
    record Written(long pid, String path) implements Event {}

    /** The purpose of an open. */
    enum Access {
        /** The opener cannot write to the file. */
        READS,
        /** The opener can write to the file, or truncates the file. */
        WRITES,
        /** The interceptor cannot see the flags of the open. */
        UNKNOWN
    }

    /** Events were lost: files written in the meantime must be read. Opens are never lost. */
    record Lost() implements Event {}

    /**
     * The capacity for held opens.
     *
     * @param most about the number of opens that can be held at once; further opens are denied
     * @param refused the number of opens denied so far for this reason, as far as the interceptor knows
     */
    record Capacity(int most, long refused) {}

    /**
     * Returns the purpose of an open that waits; meaningless after the answer. Looks at the opener, and so takes time that an open with an
     * answer of its own should not cost. May take up to half a second, until the opener sleeps.
     */
    default Access access(Opening opening) {
        return Access.UNKNOWN;
    }

    /** Returns at once what {@link #access} returns; empty for an opener that does not sleep yet. */
    default Optional<Access> accessAtOnce(Opening opening) {
        return Optional.of(access(opening));
    }

    /**
     * Returns true if the open may stay unanswered for any time. False means that the interceptor needs the place of the open for others:
     * the open must be answered soon, and cannot be held.
     */
    default boolean canHold(long ticket) {
        return true;
    }

    /**
     * Keeps the open waiting even if the agent is killed, until the answer. The open of a file that nobody can read waits anyway. The open of a
     * file that can be read is let through by the kernel if the agent is killed while no such open is persisted: readers must not wait while no
     * agent runs. No effect on an open that has been answered.
     */
    default void persist(long ticket) {}

    /** Denies the open for lack of capacity: like {@link #deny}, and adds to {@link Capacity#refused}. */
    default void refuse(long ticket) {
        deny(ticket);
    }

    /** Returns the capacity for held opens. */
    default Capacity capacity() {
        return new Capacity(Integer.MAX_VALUE, 0);
    }

    /**
     * Holds all later opens of the file. Repeated calls have no effect.
     *
     * @throws HostFileException if the file does not exist or cannot be watched
     */
    void hold(String path) throws HostFileException;

    /**
     * Holds no later opens of the file; opens that wait keep waiting for their answers. No effect on a file that is not held. Writes are reported
     * as before.
     *
     * @throws HostFileException if the file does not exist
     */
    void release(String path) throws HostFileException;

    /**
     * Reports all later writes to the file. Repeated calls have no effect.
     *
     * @throws HostFileException if the file does not exist or cannot be watched
     */
    void reportWrites(String path) throws HostFileException;

    /**
     * Returns the next events, in order; empty if there was none within the time limit.
     *
     * @throws HostFileException if the interceptor no longer works
     */
    List<Event> await(Duration atMost) throws HostFileException, InterruptedException;

    /** Lets the open through. No effect if the opener's process has ended. */
    void allow(long ticket);

    /** Fails the open with EPERM. No effect if the opener's process has ended. */
    void deny(long ticket);

    /**
     * Ends the process of a held open by SIGTERM, before the process goes on. The caller denies the open next, and guarantees that the number
     * is not the number of another process by now.
     */
    void endOpener(long pid);

    /**
     * Returns true if the interceptor was left by an earlier agent and may already hold opens. Then {@link #takeOver} must be
     * called before the first {@link #await}.
     */
    boolean inherited();

    /**
     * Continues to hold the opens read and not answered by an earlier agent. Denies all opens missing in the given set.
     *
     * @return the opens of the given set that are not held any more, because the kernel has let the openers through
     */
    Set<Long> takeOver(Set<Long> tickets);

    /**
     * Returns the mechanism that keeps opens held after the death of the agent's process, for people: {@code systemd} or
     * {@code holder process 4711}; or {@code nothing}, with the reason.
     */
    String survivesAgent();

    /** Denies persisted opens and opens of write-only files, allows all other opens, and ends every hold. */
    @Override
    void close();
}

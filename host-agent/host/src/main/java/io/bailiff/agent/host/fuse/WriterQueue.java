// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits one writer at a time to the topmost cover of a file.
 *
 * <p>The kernel holds the lock of the cover's inode during a write, and a second writer would wait for the lock uninterruptibly
 * (fuse_file_write_iter). A cover with a held write is therefore replaced by a new cover, and so is the cover of an opener that neither
 * writes nor closes while others wait. An opener that came by an earlier cover is sent on: its OPEN fails with ESTALE, and the kernel
 * resolves the path again, once (do_filp_open in fs/namei.c). A second ESTALE would reach the opener's program. The queue therefore sends
 * on one opener at a time, and admits nobody else until the opener has arrived at the topmost cover.
 *
 * <p>Used by one thread only.
 */
final class WriterQueue {

    /** Nearly all writers need less time from the open to the close. */
    private static final long SHORTEST_PATIENCE = Duration.ofMillis(10).toNanos();

    private static final long LONGEST_PATIENCE = Duration.ofSeconds(1).toNanos();

    /** A write that is longer replaces the cover before the next opener comes. */
    private static final long LONG_WRITE = Duration.ofSeconds(1).toNanos();

    /** The time limit for an opener that was sent on. The opener may have been killed, or may no longer find the file. */
    private static final long LONGEST_WAY = Duration.ofSeconds(1).toNanos();

    private static final long NONE = 0;

    /** The effects of the queue's decisions. */
    interface Actions {

        /** Answers an OPEN with success. */
        OpenCover admit(Opener opener);

        /** Answers an OPEN with ESTALE. */
        void sendOn(Opener opener);

        /** Replaces the topmost cover by a new cover, and calls {@link WriterQueue#top} afterwards. */
        void replaceTop();
    }

    private final Actions actions;
    private final LongSupplier clock;
    private final Deque<Opener> waiting = new ArrayDeque<>();
    /** The covers that somebody has open for writing. */
    private final Set<Long> open = new HashSet<>();

    private long top = NONE;
    private boolean covered;
    private @Nullable OpenCover admitted;
    private long admittedAt;
    private @Nullable Opener sentOn;
    private long sentAt;
    private long replacedAt;
    /**
     * An opener who keeps others waiting for longer has the cover replaced. As long as the last replacement took: on a slow host, earlier
     * replacements would cost the others more than the opener does.
     */
    private long patience = SHORTEST_PATIENCE;

    /** @param clock the time in nanoseconds, as {@link System#nanoTime} */
    WriterQueue(Actions actions, LongSupplier clock) {
        this.actions = actions;
        this.clock = clock;
    }

    /** Makes a cover without a writer the topmost cover, and admits the next opener. */
    void top(long node) {
        if (replacedAt != NONE) {
            long taken = clock.getAsLong() - replacedAt;
            patience = Math.max(SHORTEST_PATIENCE, Math.min(taken, LONGEST_PATIENCE));
            replacedAt = NONE;
        }
        covered = true;
        top = node;
        admitted = null;
        admitNext();
    }

    /** Lets the openers wait until the next call of {@link #top}. */
    void suspend() {
        covered = true;
        top = NONE;
    }

    /** Sends on every opener, now and later: the file is no longer covered. */
    void uncover() {
        covered = false;
        top = NONE;
        admitted = null;
        sentOn = null;
        waiting.forEach(actions::sendOn);
        waiting.clear();
    }

    void add(Opener opener) {
        Opener expected = sentOn;
        if (!covered) {
            actions.sendOn(opener);
        } else if (expected != null && opener.thread() == expected.thread()) {
            arrive(opener);
        } else if (opener.node() == top && isFree() && waiting.isEmpty()) {
            admit(opener);
        } else {
            waiting.addLast(opener);
        }
    }

    /**
     * Admits an opener that was sent on. An opener that names the file by a link in /proc comes to the earlier cover again, and fails if the
     * cover is open. A cover that is not open is a mount that was late.
     */
    private void arrive(Opener opener) {
        sentOn = null;
        if (opener.node() == top || !open.contains(opener.node())) {
            admit(opener);
        } else {
            actions.sendOn(opener);
            admitNext();
        }
    }

    private void admit(Opener opener) {
        open.add(opener.node());
        admitted = actions.admit(opener);
        admittedAt = clock.getAsLong();
    }

    /** Forgets an open cover that was closed, and admits the next opener. */
    void closed(OpenCover cover) {
        open.remove(cover.node());
        if (cover == admitted) {
            admitted = null;
            admitNext();
        }
    }

    /** Replaces the cover of a writer that needs too long, and forgets an opener that was sent on and does not arrive. */
    void check() {
        long now = clock.getAsLong();
        if (top == NONE) {
            return;
        }
        if (sentOn != null && now - sentAt > LONGEST_WAY) {
            sentOn = null;
            admitNext();
        }
        OpenCover writer = admitted;
        if (writer != null && (writer.isWriting(now, LONG_WRITE) || isAwaited(writer, now))) {
            top = NONE;
            replacedAt = now;
            actions.replaceTop();
        }
    }

    /** Returns true if an opener waits longer than the patience for the admitted writer. The wait for earlier writers does not count. */
    private boolean isAwaited(OpenCover writer, long now) {
        Opener first = waiting.peekFirst();
        return first != null
                && (writer.isWriting(now, patience) || now - Math.max(first.since(), admittedAt) >= patience);
    }

    /** Returns true if {@link #check} must be called after about a millisecond. */
    boolean needsCheck() {
        OpenCover writer = admitted;
        boolean mayTakeLong = writer != null && (!waiting.isEmpty() || writer.isWriting());
        return top != NONE && (sentOn != null || mayTakeLong);
    }

    private boolean isFree() {
        return top != NONE && admitted == null && sentOn == null;
    }

    private void admitNext() {
        Opener next = isFree() ? waiting.pollFirst() : null;
        if (next == null) {
            return;
        }
        if (next.node() == top) {
            admit(next);
        } else {
            sentOn = next;
            sentAt = clock.getAsLong();
            actions.sendOn(next);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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

    /** A write or a wait that is longer replaces the cover. Nearly all writers need less. */
    static final Duration PATIENCE = Duration.ofMillis(3);

    /** The time limit for an opener that was sent on. The opener may have been killed, or may no longer find the file. */
    private static final long LONGEST_WAY = Duration.ofMillis(200).toNanos();

    private static final long PATIENCE_NANOS = PATIENCE.toNanos();
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
    private final Deque<Opener> waiting = new ArrayDeque<>();
    private long top = NONE;
    private boolean covered;
    private @Nullable OpenCover admitted;
    private @Nullable Opener sentOn;
    private long sentAt;

    WriterQueue(Actions actions) {
        this.actions = actions;
    }

    /** Makes a cover without a writer the topmost cover, and admits the next opener. */
    void top(long node) {
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
            admitted = actions.admit(opener);
        } else {
            waiting.addLast(opener);
        }
    }

    /** Admits an opener that was sent on; an opener without a path, by a link in /proc, comes to the earlier cover again and fails. */
    private void arrive(Opener opener) {
        sentOn = null;
        if (opener.node() == top) {
            admitted = actions.admit(opener);
        } else {
            actions.sendOn(opener);
            admitNext();
        }
    }

    /** Forgets an open cover that was closed, and admits the next opener. */
    void closed(OpenCover cover) {
        if (cover == admitted) {
            admitted = null;
            admitNext();
        }
    }

    /** Replaces the cover of a writer that needs too long, and forgets an opener that was sent on and does not arrive. */
    void check(long now) {
        if (top == NONE) {
            return;
        }
        if (sentOn != null && now - sentAt > LONGEST_WAY) {
            sentOn = null;
            admitNext();
        }
        OpenCover writer = admitted;
        if (writer != null && (writer.isWriting(now, PATIENCE_NANOS) || isAwaited(now))) {
            top = NONE;
            actions.replaceTop();
        }
    }

    private boolean isAwaited(long now) {
        Opener first = waiting.peekFirst();
        return first != null && now - first.since() >= PATIENCE_NANOS;
    }

    /** Returns true if {@link #check} must be called after at most {@link #PATIENCE}. */
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
            admitted = actions.admit(next);
        } else {
            sentOn = next;
            sentAt = System.nanoTime();
            actions.sendOn(next);
        }
    }
}

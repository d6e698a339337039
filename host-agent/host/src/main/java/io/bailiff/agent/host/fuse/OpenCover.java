// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

/**
 * An open cover. The kernel serializes the writes to a cover, so that at most one write of the cover is unanswered.
 */
final class OpenCover {

    private static final long IDLE = 0;

    private final long node;
    private volatile long writingSince = IDLE;

    OpenCover(long node) {
        this.node = node;
    }

    long node() {
        return node;
    }

    /** Stores that the server has read a write. */
    void writing(long now) {
        writingSince = now == IDLE ? IDLE + 1 : now;
    }

    /** Stores that the write is about to be answered. */
    void written() {
        writingSince = IDLE;
    }

    /** Returns true if a write has been unanswered for the given time, in nanoseconds. */
    boolean isWriting(long now, long atLeast) {
        long since = writingSince;
        return since != IDLE && now - since >= atLeast;
    }

    boolean isWriting() {
        return writingSince != IDLE;
    }
}

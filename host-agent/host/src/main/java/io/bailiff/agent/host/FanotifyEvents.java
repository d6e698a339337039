// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the events of a fanotify group. For one thread at a time. */
final class FanotifyEvents {

    private static final int METADATA_LENGTH = 24;
    private static final int METADATA_VERSION = 3;

    /** The result of a read. */
    enum Result {
        /** {@link #last} has the events. */
        EVENTS,
        /** There is no event now. */
        NONE,
        /**
         * The kernel has denied an open by itself, because the kernel cannot open the event's file, as the opener could not: a file that has
         * gone, or a file that nobody can read and that a process opens for reading in a read-only mount.
         */
        DENIED,
        /** Without a free descriptor for an event, the kernel has denied an open, or has lost the event of a write. */
        LOST
    }

    /**
     * A {@code struct fanotify_event_metadata}.
     *
     * @param mask the kind of the event
     * @param file the descriptor for the event's file, owned by the reader of the event
     * @param process the process or the thread, as the group reports
     */
    record Metadata(long mask, int file, int process) {

        /** Returns true if the kernel has lost events. The event has no file. */
        boolean isOverflow() {
            return (mask & LibcEvents.FAN_Q_OVERFLOW) != 0;
        }

        /** Returns true for an open that waits for an answer, false for a write. */
        boolean isOpen() {
            return (mask & LibcEvents.FAN_OPEN_PERM) != 0;
        }
    }

    private final int group;
    private final byte[] buffer = new byte[METADATA_LENGTH * 64];
    private List<Metadata> last = List.of();

    /** @param group the descriptor of the group */
    FanotifyEvents(int group) {
        this.group = group;
    }

    /** Reads the next events, without waiting. */
    Result read() throws HostFileException {
        last = List.of();
        try {
            int length = (int) Libc.read(group, buffer, buffer.length);
            last = events(ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder()));
            return Result.EVENTS;
        } catch (LastErrorException failure) {
            return failed(failure.getErrorCode());
        }
    }

    /** Returns the events of the last read. */
    List<Metadata> last() {
        return last;
    }

    /** After a failed read, the next read gets the next event (create_fd and fanotify_read in fs/notify/fanotify/fanotify_user.c). */
    private static Result failed(int errno) throws HostFileException {
        if (Errno.EAGAIN.is(errno) || Errno.EINTR.is(errno)) {
            return Result.NONE;
        }
        if (Errno.EMFILE.is(errno) || Errno.ENFILE.is(errno)) {
            return Result.LOST;
        }
        if (Errno.EROFS.is(errno) || Errno.EACCES.is(errno) || Errno.ENODEV.is(errno) || Errno.ENOENT.is(errno)) {
            return Result.DENIED;
        }
        throw Errno.failure(errno, "fanotify");
    }

    private static List<Metadata> events(ByteBuffer bytes) throws HostFileException {
        List<Metadata> events = new ArrayList<>();
        for (int at = 0; at + METADATA_LENGTH <= bytes.limit(); at += bytes.getInt(at)) {
            if (bytes.get(at + 4) != METADATA_VERSION) {
                throw new HostFileException(
                        HostError.OTHER,
                        "fanotify",
                        "the kernel has event format " + bytes.get(at + 4) + ", and the agent knows format "
                                + METADATA_VERSION);
            }
            events.add(new Metadata(bytes.getLong(at + 8), bytes.getInt(at + 16), bytes.getInt(at + 20)));
        }
        return events;
    }
}

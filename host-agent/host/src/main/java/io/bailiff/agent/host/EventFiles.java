// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The way in which the kernel opens the files of the events of a fanotify group. The kernel opens such a file with the flags of the group and
 * through the mount of the opener, and denies the opener if the open of the file fails (copy_event_to_user in
 * fs/notify/fanotify/fanotify_user.c). A file that can be read must therefore be opened for reading: the sysfs of a container or of a service
 * is often mounted read-only, and nobody may write some files. A file that nobody can read must be opened for writing: sysfs enforces the mode
 * even for root (kernfs_fop_open in fs/kernfs/file.c).
 */
enum EventFiles {
    /** Files that nobody can read. Every opener wants to write, and waits for an answer also while no agent runs. */
    WRITTEN(Libc.WRITE_ONLY, KeptDescriptor.OPENS, 0, LibcEvents.FAN_DENY),
    /** Files that can be read. Most openers read, and must not wait while no agent runs: without a persisted open, all are let through. */
    READ(Libc.READ_ONLY, KeptDescriptor.OPENS_OF_READABLE_FILES, 1 << 30, LibcEvents.FAN_ALLOW);

    private static final Set<PosixFilePermission> READERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private final int accessMode;
    private final KeptDescriptor kept;
    private final int ticketBit;
    private final int answerAtEnd;

    EventFiles(int accessMode, KeptDescriptor kept, int ticketBit, int answerAtEnd) {
        this.accessMode = accessMode;
        this.kept = kept;
        this.ticketBit = ticketBit;
        this.answerAtEnd = answerAtEnd;
    }

    /** Returns the way for the file at the place; {@link #WRITTEN} if the mode of the file cannot be read. */
    static EventFiles of(String place) {
        try {
            return Files.getPosixFilePermissions(Path.of(place)).stream().anyMatch(READERS::contains) ? READ : WRITTEN;
        } catch (IOException leftToTheMark) {
            return WRITTEN;
        }
    }

    /** Returns the way for the open with the ticket. */
    static EventFiles of(long ticket) {
        return (ticket & READ.ticketBit) != 0 ? READ : WRITTEN;
    }

    /** Returns the number of the ticket's descriptor. */
    static int number(long ticket) {
        return (int) ticket & ~READ.ticketBit;
    }

    /**
     * Returns a ticket.
     *
     * @param open a number of the open that no other open of the group has
     * @param number the number of the descriptor
     */
    long ticket(long open, int number) {
        return (open << Integer.SIZE) | ticketBit | number;
    }

    /** Returns O_RDONLY or O_WRONLY. */
    int accessMode() {
        return accessMode;
    }

    KeptDescriptor kept() {
        return kept;
    }

    /** Returns true if the group of these files outlives the agent only while the group has a persisted open. */
    boolean isKeptForPersistedOpens() {
        return this == READ;
    }

    /** Returns the answer to an open without a decision when the interceptor is closed: FAN_ALLOW or FAN_DENY. */
    int answerAtEnd() {
        return answerAtEnd;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostFileException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continues a connection of an earlier agent. The covers and the covered files are known by the journal and by the mounts. Openers that
 * waited in the earlier agent wait again, in the same order, until the top covers are replaced. Writes wait for {@link #takeOver}.
 *
 * <p>The kernel numbers the requests of a connection upwards. An earlier agent may have read a request and may have been killed before the
 * record in the journal: such requests have numbers from the last number that the earlier agent has stored up to the first number that this
 * agent has read. All of them without a record are failed, because their texts are lost; the failure of an answered request
 * has no effect.
 */
final class Inheritance {

    private static final Logger LOG = LoggerFactory.getLogger(Inheritance.class);
    private static final int REQUEST_STEP = 2;
    /** The attributes in place of those of a missing file: a regular file, writable by root alone. */
    private static final FileState GONE = new FileState("", 0, 0100200, 0, 0, 0, 0);

    private final Connection connection;
    private final Setting setting;
    private final List<JournalSlots.Entry> writes = new ArrayList<>();
    private final Set<Long> recorded = new HashSet<>();

    private Inheritance(Connection connection, Setting setting) {
        this.connection = connection;
        this.setting = setting;
    }

    /** Restores the files and the waiting openers, and starts the server. */
    static Inheritance start(Connection connection, Setting setting) throws HostFileException {
        Inheritance inheritance = new Inheritance(connection, setting);
        List<JournalSlots.Entry> entries = connection.journal().entries();
        entries.stream()
                .filter(entry -> entry.kind() != JournalSlots.Kind.FILE)
                .forEach(entry -> inheritance.recorded.add(entry.number()));
        entries.stream()
                .filter(entry -> entry.kind() == JournalSlots.Kind.FILE)
                .forEach(entry -> inheritance.add((int) entry.number(), entry.text()));
        inheritance.restoreCovers();
        entries.stream()
                .filter(entry -> entry.kind() == JournalSlots.Kind.OPEN)
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .forEach(inheritance::restoreOpener);
        entries.stream()
                .filter(entry -> entry.kind() != JournalSlots.Kind.FILE && entry.kind() != JournalSlots.Kind.OPEN)
                .sorted(Comparator.comparingLong(JournalSlots.Entry::ticket))
                .forEach(inheritance.writes::add);
        connection.start();
        connection.replaceTops();
        return inheritance;
    }

    private CoveredFile add(int index, String path) {
        return connection.add(index, path, attributes(path).orElse(GONE));
    }

    private Optional<FileState> attributes(String path) {
        try {
            return FileState.of(setting.realPlace().apply(path));
        } catch (LastErrorException unreadable) {
            return Optional.empty();
        }
    }

    /** Restores the covers from the mounts; also a file that a lost journal no longer names. */
    private void restoreCovers() throws HostFileException {
        Set<CoveredFile> covered = new HashSet<>();
        for (MountTable.MountedCover cover : connection.mounts().mounted()) {
            CoveredFile known = connection.files().of(cover.node());
            CoveredFile file = known != null ? known : addRecorded(cover);
            if (!cover.gone()) {
                file.mounted().add(cover.node());
                file.top(cover.node());
                covered.add(file);
            }
        }
        covered.forEach(file -> file.queue().suspend());
    }

    private CoveredFile addRecorded(MountTable.MountedCover cover) {
        int index = CoverNode.index(cover.node());
        connection
                .journal()
                .add(
                        JournalSlots.Kind.FILE,
                        index,
                        0,
                        0,
                        0,
                        ByteBuffer.wrap(cover.path().getBytes(StandardCharsets.UTF_8)));
        return add(index, cover.path());
    }

    private void restoreOpener(JournalSlots.Entry entry) {
        CoveredFile file = connection.files().of(entry.node());
        if (file == null) {
            connection.device().fail(entry.number(), Numbers.ESTALE);
            connection.journal().remove(entry.slot());
        } else {
            file.queue().add(new Opener(entry.number(), entry.node(), entry.thread(), entry.slot(), System.nanoTime()));
        }
    }

    /**
     * Restores the writes with the given tickets. A write that the earlier agent has given to its writer process gets the outcome. All other
     * writes that the earlier agent has read arrive once more.
     */
    void takeOver(Set<Long> tickets) {
        List<PendingWrite> left = new ArrayList<>();
        for (JournalSlots.Entry entry : writes) {
            CoveredFile file = connection.files().of(entry.node());
            if (file == null || entry.kind() == JournalSlots.Kind.OTHER) {
                connection.device().fail(entry.number(), Numbers.EIO);
                connection.journal().remove(entry.slot());
            } else if (entry.kind() == JournalSlots.Kind.WRITE) {
                takeOver(pending(entry, file, false), tickets);
            } else {
                left.add(pending(entry, file, true));
            }
        }
        writes.clear();
        connection.takeOver(left);
        failUnrecorded();
    }

    private void takeOver(PendingWrite write, Set<Long> tickets) {
        if (tickets.contains(write.ticket())) {
            connection.writes().add(write);
        } else {
            connection.arrive(write);
        }
    }

    private static PendingWrite pending(JournalSlots.Entry entry, CoveredFile file, boolean decided) {
        OpenCover cover = new OpenCover(entry.node());
        cover.writing(System.nanoTime());
        return new PendingWrite(
                entry.ticket(),
                entry.number(),
                entry.thread(),
                file,
                cover,
                entry.text(),
                entry.slot(),
                new AtomicBoolean(decided));
    }

    private void failUnrecorded() {
        connection.askServer();
        long firstRead = connection.server().firstRead();
        if (firstRead == 0) {
            LOG.error(
                    "the server of covered files reads no request: requests of the earlier agent may stay unanswered");
        }
        RequestJournal journal = connection.journal();
        for (long number = journal.firstUnsure(); number != 0 && number < firstRead; number += REQUEST_STEP) {
            if (!recorded.contains(number)) {
                connection.device().fail(number, Numbers.EPERM);
            }
        }
        if (firstRead != 0) {
            journal.sure();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.fuse.JournalSlots.Entry;
import io.bailiff.agent.host.fuse.JournalSlots.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The unanswered requests of a FUSE connection, in a file that is mapped into memory. A record is stored by writes to memory, without a
 * system call, and outlives a kill of the process. A restart of the machine ends all requests, so that nothing must reach the disk.
 *
 * <p>A writer process holds a lock on the byte of the file that its number names, far behind the records. The kernel removes the lock at the
 * end of the process, so that every later agent knows which writer processes may still make a write.
 *
 * <p>Only the reader of the connection adds records; any thread may change or remove a record.
 */
final class RequestJournal implements AutoCloseable {

    /** The largest number of records; further requests are rejected. */
    static final int MOST = 16_384;

    private static final long VERSION = 0x4241_494c_0001L;
    private static final long FIRST_LOCK = 1L << 40;
    /** The kernel's first number of a request, which is even (FUSE_REQ_ID_STEP in fs/fuse/fuse_dev_i.h). */
    private static final long FIRST_REQUEST = 2;

    private static final int TICKET_BITS = 20;
    private static final int FIRST_WRITERS = 0x3fff_ffff;
    /** The time of the last journal in milliseconds, so that two journals of a millisecond have different tickets. */
    private static final AtomicLong FIRST_TICKET = new AtomicLong();

    private final FileChannel channel;
    private final MappedByteBuffer header;
    private final JournalSlots slots;
    private final Deque<Integer> free = new ArrayDeque<>();

    private RequestJournal(FileChannel channel) throws IOException {
        this.channel = channel;
        this.header = JournalSlots.map(channel, 0, JournalSlots.HEADER);
        this.slots = new JournalSlots(channel);
    }

    /**
     * Creates an empty journal. An earlier journal is deleted, and not emptied: a writer process of an earlier connection may still store
     * an outcome there.
     */
    static RequestJournal create(Path file) throws IOException {
        Files.deleteIfExists(file);
        RequestJournal journal = new RequestJournal(FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        journal.header.putLong(0, VERSION);
        // A writer process that starts late may find this journal in place of its own, and must not take the lock of
        // another.
        journal.header.putInt(32, (int) System.nanoTime() & FIRST_WRITERS);
        // A ticket is never used twice, whatever connections the boot sees.
        journal.header.putLong(
                16, FIRST_TICKET.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis())) << TICKET_BITS);
        return journal;
    }

    /**
     * Opens the journal of an earlier agent.
     *
     * @throws IOException also if the file is missing or no journal
     */
    static RequestJournal resume(Path file) throws IOException {
        RequestJournal journal =
                new RequestJournal(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        if (journal.header.getLong(0) != VERSION) {
            journal.channel.close();
            throw new IOException(file + " has another format");
        }
        if (journal.firstUnsure() == 0) {
            journal.header.putLong(24, Math.max(FIRST_REQUEST, journal.header.getLong(8)));
        }
        journal.slots.mapStored(MOST);
        for (int slot = 0; slot < journal.slots.size(); slot++) {
            if (journal.slots.kind(slot) == Kind.FREE) {
                journal.free.addLast(slot);
            }
        }
        return journal;
    }

    /** Stores the highest number of a request that was read. */
    void read(long number) {
        header.putLong(8, number);
    }

    /** Returns the number of the first request that an earlier agent may have read and neither recorded nor answered; 0 if there is none. */
    long firstUnsure() {
        return header.getLong(24);
    }

    /** Stores that earlier agents may have read any request: their journal is lost. */
    void unsure() {
        header.putLong(24, FIRST_REQUEST);
    }

    /** Stores that all requests of earlier agents are recorded or answered. */
    void sure() {
        header.putLong(24, 0);
    }

    long nextTicket() {
        long ticket = header.getLong(16);
        header.putLong(16, ticket + 1);
        return ticket;
    }

    /** Returns the number for a new writer process, above 0. */
    synchronized int nextWriter() {
        int number = header.getInt(32) + 1;
        header.putInt(32, number);
        return number;
    }

    /** Takes the lock of a writer process, until the process ends. */
    static void lockAsWriter(FileChannel channel, int writer) throws IOException {
        if (channel.tryLock(FIRST_LOCK + writer, 1, false) == null) {
            throw new IOException("another process has the lock of the writer process " + writer);
        }
    }

    /** Returns true if the writer process has ended. */
    boolean isGone(int writer) throws IOException {
        FileLock lock = channel.tryLock(FIRST_LOCK + writer, 1, false);
        if (lock != null) {
            lock.release();
        }
        return lock != null;
    }

    /**
     * Stores a record.
     *
     * @param text the source of the text, from the position to the limit
     * @return the record's slot; -1 if the journal is full, or cannot grow
     */
    int add(Kind kind, long number, long ticket, long thread, long node, ByteBuffer text) {
        int slot = freeSlot();
        if (slot >= 0) {
            slots.store(slot, kind, number, ticket, thread, node, text);
        }
        return slot;
    }

    private int freeSlot() {
        synchronized (free) {
            Integer slot = free.pollFirst();
            return slot != null ? slot : grow();
        }
    }

    private int grow() {
        int first = slots.size();
        if (first >= MOST) {
            return -1;
        }
        try {
            slots.grow();
        } catch (IOException full) {
            return -1;
        }
        for (int slot = first + 1; slot < slots.size(); slot++) {
            free.addLast(slot);
        }
        return first;
    }

    /** Returns the records by slot, for changes of the records of writes. */
    JournalSlots slots() {
        return slots;
    }

    /** Removes a record, after the answer. */
    void remove(int slot) {
        slots.change(slot, Kind.FREE);
        synchronized (free) {
            free.addFirst(slot);
        }
    }

    /** Returns all records. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int slot = 0; slot < slots.size(); slot++) {
            Kind kind = slots.kind(slot);
            if (kind != Kind.FREE) {
                entries.add(slots.entry(slot, kind));
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

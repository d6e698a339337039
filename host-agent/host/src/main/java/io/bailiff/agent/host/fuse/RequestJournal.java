// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The unanswered requests of a FUSE connection, in a file that is mapped into memory. A record is stored by writes to memory, without a
 * system call, and outlives a kill of the process. A restart of the machine ends all requests, so that nothing must reach the disk.
 *
 * <p>The file grows by ordinary writes, because a write to a mapped page without space on the disk would end the process.
 *
 * <p>Only the reader of the connection adds records; any thread may remove a record.
 */
final class RequestJournal implements AutoCloseable {

    /** The largest number of records; further requests are rejected. */
    static final int MOST = 16_384;

    /** The largest text: a page, as sysfs accepts. */
    static final int LONGEST_TEXT = 4096;

    /** The kind of a record, and the value of the record's first number. */
    enum Kind {
        FREE(0),
        /** An open that waits for its turn. */
        OPEN(1),
        /** A write that waits for the decision. */
        WRITE(2),
        /** A write that the host may have made. */
        STARTED(3),
        /** A covered file: the path, and the index that all nodes of the file contain. */
        FILE(4),
        /** A request that the next agent fails. */
        OTHER(5);

        private final int stored;

        Kind(int stored) {
            this.stored = stored;
        }

        private static Kind of(int stored) {
            return Arrays.stream(KINDS)
                    .filter(kind -> kind.stored == stored)
                    .findFirst()
                    .orElse(FREE);
        }
    }

    /**
     * A record.
     *
     * @param number the kernel's number of the request; the index of a file
     * @param text the written bytes as ISO 8859-1, or the path of a file
     */
    record Entry(int slot, Kind kind, long number, long ticket, long thread, long node, String text) {}

    private static final long VERSION = 0x4241_494c_0001L;
    private static final int HEADER = 4096;
    /** The kernel's first number of a request, which is even (FUSE_REQ_ID_STEP in fs/fuse/fuse_dev_i.h). */
    private static final long FIRST_REQUEST = 2;

    private static final int SLOT = 64 + LONGEST_TEXT;
    private static final int SLOTS_PER_CHUNK = 64;
    private static final int CHUNK = SLOT * SLOTS_PER_CHUNK;
    private static final int TICKET_BITS = 20;
    /** The time of the last journal in milliseconds, so that two journals of a millisecond have different tickets. */
    private static final AtomicLong FIRST_TICKET = new AtomicLong();

    private static final VarHandle KIND = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final Kind[] KINDS = Kind.values();

    private final FileChannel channel;
    private final MappedByteBuffer header;
    private final List<MappedByteBuffer> chunks = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();

    private RequestJournal(FileChannel channel) throws IOException {
        this.channel = channel;
        this.header = map(0, HEADER);
    }

    /** Creates an empty journal in place of an earlier one. */
    static RequestJournal create(Path file) throws IOException {
        RequestJournal journal = new RequestJournal(FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        journal.header.putLong(0, VERSION);
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
        long chunks = (journal.channel.size() - HEADER) / CHUNK;
        for (int chunk = 0; chunk < Math.min(chunks, MOST / SLOTS_PER_CHUNK); chunk++) {
            journal.chunks.add(journal.map(HEADER + (long) chunk * CHUNK, CHUNK));
        }
        for (int slot = 0; slot < journal.chunks.size() * SLOTS_PER_CHUNK; slot++) {
            if (journal.kind(slot) == Kind.FREE) {
                journal.free.addLast(slot);
            }
        }
        return journal;
    }

    private MappedByteBuffer map(long start, int length) throws IOException {
        if (channel.size() < start + length) {
            ByteBuffer zeros = ByteBuffer.allocate(length);
            while (zeros.hasRemaining()) {
                channel.write(zeros, start + zeros.position());
            }
        }
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, start, length);
        mapped.order(ByteOrder.nativeOrder());
        return mapped;
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

    /**
     * Stores a record.
     *
     * @param text the source of the text, from the position to the limit
     * @return the record's slot; -1 if the journal is full, or cannot grow
     */
    int add(Kind kind, long number, long ticket, long thread, long node, ByteBuffer text) {
        int slot = freeSlot();
        if (slot < 0) {
            return slot;
        }
        MappedByteBuffer chunk = chunk(slot);
        int at = at(slot);
        chunk.putInt(at + 4, text.remaining());
        chunk.putLong(at + 8, number);
        chunk.putLong(at + 16, ticket);
        chunk.putLong(at + 24, thread);
        chunk.putLong(at + 32, node);
        chunk.put(at + 64, text, text.position(), text.remaining());
        KIND.setRelease(chunk, at, kind.stored);
        return slot;
    }

    private int freeSlot() {
        synchronized (free) {
            Integer slot = free.pollFirst();
            return slot != null ? slot : grow();
        }
    }

    private int grow() {
        int first = chunks.size() * SLOTS_PER_CHUNK;
        if (first >= MOST) {
            return -1;
        }
        try {
            chunks.add(map(HEADER + (long) chunks.size() * CHUNK, CHUNK));
        } catch (IOException full) {
            return -1;
        }
        for (int slot = first + 1; slot < first + SLOTS_PER_CHUNK; slot++) {
            free.addLast(slot);
        }
        return first;
    }

    /** Stores that the host may have made the write. */
    void started(int slot) {
        KIND.setRelease(chunk(slot), at(slot), Kind.STARTED.stored);
    }

    /** Removes a record, after the answer. */
    void remove(int slot) {
        KIND.setRelease(chunk(slot), at(slot), Kind.FREE.stored);
        synchronized (free) {
            free.addFirst(slot);
        }
    }

    /** Returns all records. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (int slot = 0; slot < chunks.size() * SLOTS_PER_CHUNK; slot++) {
            Kind kind = kind(slot);
            if (kind != Kind.FREE) {
                entries.add(entry(slot, kind));
            }
        }
        return entries;
    }

    private Entry entry(int slot, Kind kind) {
        MappedByteBuffer chunk = chunk(slot);
        int at = at(slot);
        byte[] text = new byte[Math.max(0, Math.min(LONGEST_TEXT, chunk.getInt(at + 4)))];
        chunk.get(at + 64, text);
        return new Entry(
                slot,
                kind,
                chunk.getLong(at + 8),
                chunk.getLong(at + 16),
                chunk.getLong(at + 24),
                chunk.getLong(at + 32),
                new String(text, kind == Kind.FILE ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private Kind kind(int slot) {
        return Kind.of((int) KIND.getAcquire(chunk(slot), at(slot)));
    }

    private MappedByteBuffer chunk(int slot) {
        synchronized (free) {
            return chunks.get(slot / SLOTS_PER_CHUNK);
        }
    }

    private static int at(int slot) {
        return slot % SLOTS_PER_CHUNK * SLOT;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

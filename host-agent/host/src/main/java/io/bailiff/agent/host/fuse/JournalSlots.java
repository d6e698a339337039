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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of a {@link RequestJournal}, mapped into memory. The agent and its writer process map the same file: a change by the one is
 * seen by the other, and outlives both.
 *
 * <p>The file grows by ordinary writes, because a write to a mapped page without space on the disk would end the process.
 */
final class JournalSlots {

    /** The largest text: a page, as sysfs accepts. */
    static final int LONGEST_TEXT = 4096;

    static final int HEADER = 4096;
    static final int SLOTS_PER_CHUNK = 64;

    /** The kind of a record, and the value of the record's first number. */
    enum Kind {
        FREE(0),
        /** An open that waits for its turn. */
        OPEN(1),
        /** A write without a decision, or a decided write before the order to the writer process. */
        WRITE(2),
        /** A write that the writer process is making: the host may have made the write. */
        STARTED(3),
        /** A covered file: the path, and the index that all nodes of the file contain. */
        FILE(4),
        /** A request that the next agent fails. */
        OTHER(5),
        /** A write that the writer process will make. */
        GIVEN(6),
        /** A write with an outcome. */
        MADE(7);

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

    private static final int TEXT = 64;
    private static final int SLOT = TEXT + LONGEST_TEXT;
    private static final int CHUNK = SLOT * SLOTS_PER_CHUNK;

    private static final VarHandle KIND = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final Kind[] KINDS = Kind.values();

    private final FileChannel channel;
    private final List<MappedByteBuffer> chunks = new ArrayList<>();

    JournalSlots(FileChannel channel) {
        this.channel = channel;
    }

    /** Returns the number of the mapped slots. */
    synchronized int size() {
        return chunks.size() * SLOTS_PER_CHUNK;
    }

    /** Maps all slots of the file, but at most the given number. */
    synchronized void mapStored(int most) throws IOException {
        long stored = (channel.size() - HEADER) / CHUNK;
        while (chunks.size() < Math.min(stored, most / SLOTS_PER_CHUNK)) {
            grow();
        }
    }

    /** Adds slots, all of the kind {@code FREE} if the file does not have the slots yet. */
    synchronized void grow() throws IOException {
        chunks.add(map(channel, HEADER + (long) chunks.size() * CHUNK, CHUNK));
    }

    /** Maps a part of the file, and makes the file longer if needed. */
    static MappedByteBuffer map(FileChannel channel, long start, int length) throws IOException {
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

    /** Stores a record in a slot. The kind is stored last. */
    void store(int slot, Kind kind, long number, long ticket, long thread, long node, ByteBuffer text) {
        MappedByteBuffer chunk = chunk(slot);
        int at = at(slot);
        chunk.putInt(at + 4, text.remaining());
        chunk.putLong(at + 8, number);
        chunk.putLong(at + 16, ticket);
        chunk.putLong(at + 24, thread);
        chunk.putLong(at + 32, node);
        chunk.putInt(at + 40, 0);
        chunk.putInt(at + 44, 0);
        chunk.put(at + TEXT, text, text.position(), text.remaining());
        change(slot, kind);
    }

    void change(int slot, Kind kind) {
        store(chunk(slot), at(slot), kind);
    }

    private static void store(MappedByteBuffer chunk, int at, Kind kind) {
        KIND.setRelease(chunk, at, kind.stored);
    }

    private static Kind load(MappedByteBuffer chunk, int at) {
        return Kind.of((int) KIND.getAcquire(chunk, at));
    }

    /** Loads the code for changes of a record, which takes up to 100 ms, before a writer waits for the code. */
    static void prepare() {
        MappedByteBuffer scratch = (MappedByteBuffer) ByteBuffer.allocateDirect(Long.BYTES);
        store(scratch, 0, load(scratch, 0));
    }

    /** Stores the writer process of a write. */
    void give(int slot, int writer) {
        chunk(slot).putInt(at(slot) + 40, writer);
        chunk(slot).putInt(at(slot) + 44, 0);
        change(slot, Kind.GIVEN);
    }

    /** Stores the negative errno of a write that cannot begin. Only the agent that has given the write may answer with the errno. */
    void rejected(int slot, int outcome) {
        chunk(slot).putInt(at(slot) + 44, outcome);
    }

    /** Stores the outcome of a write: the number of written bytes, or the negative errno. */
    void made(int slot, int outcome) {
        chunk(slot).putInt(at(slot) + 44, outcome);
        change(slot, Kind.MADE);
    }

    Kind kind(int slot) {
        return load(chunk(slot), at(slot));
    }

    /** Returns the number of the writer process that makes the write. */
    int writer(int slot) {
        return chunk(slot).getInt(at(slot) + 40);
    }

    /** Returns the outcome of a {@code MADE} write, the errno of a rejected {@code GIVEN} write, or 0. */
    int outcome(int slot) {
        return chunk(slot).getInt(at(slot) + 44);
    }

    byte[] text(int slot) {
        MappedByteBuffer chunk = chunk(slot);
        int at = at(slot);
        byte[] text = new byte[Math.max(0, Math.min(LONGEST_TEXT, chunk.getInt(at + 4)))];
        chunk.get(at + TEXT, text);
        return text;
    }

    Entry entry(int slot, Kind kind) {
        MappedByteBuffer chunk = chunk(slot);
        int at = at(slot);
        return new Entry(
                slot,
                kind,
                chunk.getLong(at + 8),
                chunk.getLong(at + 16),
                chunk.getLong(at + 24),
                chunk.getLong(at + 32),
                new String(text(slot), kind == Kind.FILE ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private synchronized MappedByteBuffer chunk(int slot) {
        return chunks.get(slot / SLOTS_PER_CHUNK);
    }

    private static int at(int slot) {
        return slot % SLOTS_PER_CHUNK * SLOT;
    }
}

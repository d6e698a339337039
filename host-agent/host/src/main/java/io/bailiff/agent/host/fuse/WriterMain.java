// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The writer process: makes the writes that the agent orders, and stores each outcome in the agent's journal. A write that the kernel
 * never finishes occupies a thread of this process, and keeps neither other writes nor the end of a killed agent waiting.
 *
 * <p>Reads {@link WriteOrder}s from the standard input, and writes the slot of each record with an outcome to the standard output, after
 * {@link #READY}. Ends at the end of the input, when the last write has ended. The writes that were ordered before are made, also if the
 * agent is dead.
 */
final class WriterMain {

    /** The first answer: the process holds the lock of its number, and takes orders. */
    static final int READY = -1;

    /** The largest number of writes at a time. */
    static final int MOST = 64;

    private final JournalSlots journal;
    private final int number;
    private final FileInputStream orders = new FileInputStream(FileDescriptor.in);
    private final FileOutputStream answers = new FileOutputStream(FileDescriptor.out);
    private final Map<String, WritableFile> files = new ConcurrentHashMap<>();
    private final AtomicInteger threads = new AtomicInteger();
    /** The threads that wait for an order. */
    private final AtomicInteger idle = new AtomicInteger();

    private WriterMain(JournalSlots journal, int number) {
        this.journal = journal;
        this.number = number;
    }

    /** @param arguments the journal, and the number of this process */
    public static void main(String[] arguments) throws IOException {
        try {
            // The descriptor stays open until the end of the process: its close would remove the lock.
            FileChannel journal =
                    FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
            start(journal, Integer.parseInt(arguments[1]));
        } catch (NoSuchFileException ended) {
            // The agent has ended the connection during the start of this process.
        }
    }

    private static void start(FileChannel channel, int number) throws IOException {
        RequestJournal.lockAsWriter(channel, number);
        JournalSlots journal = new JournalSlots(channel);
        journal.mapStored(RequestJournal.MOST);
        WriterMain writer = new WriterMain(journal, number);
        // Loads the code of a write before a writer waits for the code.
        JournalSlots.prepare();
        WriteOrder nothing = WriteOrder.parse(new WriteOrder(0, 0, "/dev/null").bytes());
        new WritableFile(nothing.place()).write(new byte[1], nothing.generation(), () -> {});
        writer.startThread();
        writer.answer(READY);
    }

    private void startThread() {
        idle.incrementAndGet();
        new Thread(this::serve, "write-" + threads.incrementAndGet()).start();
    }

    private void serve() {
        byte[] order = new byte[WriteOrder.LENGTH];
        try {
            while (orders.read(order) == WriteOrder.LENGTH) {
                if (idle.decrementAndGet() == 0 && threads.get() < MOST) {
                    startThread();
                }
                make(WriteOrder.parse(order));
                idle.incrementAndGet();
            }
        } catch (IOException unreadable) {
            // The agent knows the end of this process by the end of the answers.
        }
    }

    /**
     * A write of which the file cannot be opened stays a write that has not begun: the agent may be dead, and the file with it. Then the next
     * agent decides again.
     */
    private void make(WriteOrder order) throws IOException {
        int slot = order.slot();
        if (isOrdered(slot)) {
            int outcome = outcome(order);
            if (journal.kind(slot) == JournalSlots.Kind.GIVEN) {
                journal.rejected(slot, outcome);
            } else {
                journal.made(slot, outcome);
            }
        }
        answer(slot);
    }

    private boolean isOrdered(int slot) throws IOException {
        if (slot >= journal.size()) {
            journal.mapStored(RequestJournal.MOST);
        }
        return journal.kind(slot) == JournalSlots.Kind.GIVEN && journal.writer(slot) == number;
    }

    /** Returns the number of written bytes, or the negative errno. */
    private int outcome(WriteOrder order) {
        int slot = order.slot();
        try {
            return files.computeIfAbsent(order.place(), WritableFile::new)
                    .write(
                            journal.text(slot),
                            order.generation(),
                            () -> journal.change(slot, JournalSlots.Kind.STARTED));
        } catch (RuntimeException unexpected) {
            return -Numbers.EIO;
        }
    }

    private void answer(int slot) {
        try {
            answers.write(ByteBuffer.allocate(Integer.BYTES).putInt(slot).array());
        } catch (IOException dead) {
            // The outcome is in the journal, for the next agent.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process that makes writes ({@link WriterMain}), and a thread that waits for the answers. The thread waits for a pipe, so that the
 * thread ends with a killed agent. The process ignores the signals that end the agent: a signal would not stop a write, and the outcome
 * would be lost.
 */
final class WriterProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterProcess.class);
    private static final String IGNORING_SIGNALS = "trap '' HUP INT TERM; exec \"$@\"";
    /** A small process that is ready soon. Native access by JNA is allowed as for the agent. */
    private static final List<String> OPTIONS = List.of(
            "-Xmx16m",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED");

    private static final List<String> PASSED = List.of("java.io.tmpdir", "jna.tmpdir", "jna.nosys", "user.home");

    /** Gets the answers of the process, in a thread of the process. */
    interface Listener {

        void ready(WriterProcess process);

        /** A write has an outcome in the journal. */
        void made(WriterProcess process, int slot);

        /** The process has ended, and makes no write any more. */
        void ended(WriterProcess process);
    }

    private final int number;
    private final Process process;
    private final Listener listener;
    private volatile boolean ready;

    /**
     * Starts the process.
     *
     * @param number the number of the process in the journal
     */
    WriterProcess(Path journal, int number, Listener listener) throws IOException {
        this.number = number;
        this.listener = listener;
        ProcessBuilder builder = new ProcessBuilder(command(journal, number));
        builder.environment().clear();
        builder.environment().putAll(Map.of("LC_ALL", "C", "MALLOC_ARENA_MAX", "1"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        this.process = builder.start();
        Thread thread = new Thread(this::listen, "bailiff-writer-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    private static List<String> command(Path journal, int number) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", IGNORING_SIGNALS, "bailiff-writer"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        PASSED.forEach(name ->
                Stream.ofNullable(System.getProperty(name)).forEach(value -> command.add("-D" + name + "=" + value)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WriterMain.class.getName()));
        command.addAll(List.of(journal.toString(), String.valueOf(number)));
        return command;
    }

    private void listen() {
        try (DataInputStream answers = new DataInputStream(process.getInputStream())) {
            while (true) {
                int slot = answers.readInt();
                if (slot == WriterMain.READY) {
                    ready = true;
                    listener.ready(this);
                } else {
                    listener.made(this, slot);
                }
            }
        } catch (IOException end) {
            LOG.debug("the writer process has ended number={}", number);
        } finally {
            listener.ended(this);
        }
    }

    int number() {
        return number;
    }

    /** Returns true as soon as the process takes orders. */
    boolean isReady() {
        return ready;
    }

    /** Orders a write. Without effect if the process has ended: {@link Listener#ended} follows. */
    void order(WriteOrder order) {
        try {
            OutputStream orders = process.getOutputStream();
            orders.write(order.bytes());
            orders.flush();
        } catch (IOException ended) {
            LOG.warn("cannot order a write number={} error={}", number, ended.getMessage());
        }
    }

    /** Lets the process end after its last write. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException ended) {
            LOG.debug("the writer process has ended number={}", number);
        }
    }
}

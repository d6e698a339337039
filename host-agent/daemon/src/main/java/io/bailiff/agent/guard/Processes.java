// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the facts about a process from {@code /proc} (proc(5)). */
final class Processes {

    /** Indexes of words in {@code stat}, counted after the command's name, because the name may contain any character. */
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int START = 19;

    /** The mask of the signals that a terminal or a service manager sends to end a command: HUP, INT, QUIT, TERM. */
    private static final long ENDING_SIGNALS = 1L | 1L << 1 | 1L << 2 | 1L << 14;

    /** The mask of KILL. The kernel turns every signal that ends a process into a KILL for each thread (kernel/signal.c, complete_signal). */
    private static final long KILL = 1L << 8;

    /** A command line may have megabytes (ARG_MAX), and the guard uses the beginning alone. */
    private static final int LONGEST_COMMAND_LINE = 4096;

    private final HostFiles files;

    Processes(HostFiles files) {
        this.files = files;
    }

    /**
     * The state of a process.
     *
     * @param parent the process id of the parent
     * @param startTicks the start, in clock ticks since boot; pid and start together identify a process, even after reuse of the
     *     pid
     * @param ended true if the process is a zombie
     */
    record Stat(long parent, long startTicks, boolean ended) {}

    /** Returns the state of the process; empty if the process is gone. */
    Optional<Stat> stat(long pid) throws HostFileException {
        return read(pid, "stat").map(Processes::parse);
    }

    private static Stat parse(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        boolean ended = words[STATE].equals("Z") || words[STATE].equals("X");
        return new Stat(Long.parseLong(words[PARENT]), Long.parseLong(words[START]), ended);
    }

    /** Returns the process of a thread; the thread's own id if the thread is gone. */
    long processOf(long thread) throws HostFileException {
        return read(thread, "status")
                .flatMap(status -> field(status, "Tgid"))
                .map(Long::valueOf)
                .orElse(thread);
    }

    /** Returns true if the process with the same start still exists and is not a zombie. */
    boolean lives(long pid, long startTicks) throws HostFileException {
        return stat(pid)
                .filter(now -> !now.ended() && now.startTicks() == startTicks)
                .isPresent();
    }

    /** A pending signal of a process that sleeps in the kernel. */
    enum PendingSignal {
        NONE,
        /** A signal to end the process, which the process may handle. */
        INTERRUPT,
        /** The process ends when the process wakes. */
        KILL
    }

    /**
     * Returns the pending signal of a process. A process that sleeps in an open wakes only for a fatal signal (fanotify_get_response), and a
     * process that sleeps in a write to a covered file wakes for none. A shell with a handler for SIGINT keeps the signal pending meanwhile.
     * Seen on 5.10 and 6.12.
     */
    PendingSignal pendingSignal(long pid) throws HostFileException {
        Optional<String> status = read(pid, "status");
        if (status.isEmpty()) {
            return PendingSignal.NONE;
        }
        long pending = mask(status.get(), "SigPnd") | mask(status.get(), "ShdPnd");
        if ((pending & KILL) != 0) {
            return PendingSignal.KILL;
        }
        boolean isEnding = (pending & ~mask(status.get(), "SigBlk") & ENDING_SIGNALS) != 0;
        return isEnding ? PendingSignal.INTERRUPT : PendingSignal.NONE;
    }

    private static long mask(String status, String name) {
        return field(status, name).map(text -> Long.parseUnsignedLong(text, 16)).orElse(0L);
    }

    /** Returns the value of a line in {@code status}. */
    static Optional<String> field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /**
     * Returns the first words of the command line, up to {@link #LONGEST_COMMAND_LINE} bytes; for a process without a command line, such as a kernel thread, the short name alone.
     * Empty if the process is gone.
     */
    List<String> words(long pid) throws HostFileException {
        Optional<String> words = orGone(() -> files.readBytes("/proc/" + pid + "/cmdline", LONGEST_COMMAND_LINE))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).stripTrailing())
                .filter(text -> !text.isEmpty());
        if (words.isPresent()) {
            return Arrays.asList(words.get().split("\0"));
        }
        return read(pid, "comm").map(List::of).orElse(List.of());
    }

    /** Returns the path of the program, also if the file is deleted; empty if the process is gone or is a kernel thread. */
    Optional<String> program(long pid) throws HostFileException {
        return files.readLink("/proc/" + pid + "/exe").map(path -> path.replace(" (deleted)", ""));
    }

    /** Returns the content of a file in the process's directory; empty if the process is gone, or if the kernel has no such file. */
    Optional<String> read(long pid, String name) throws HostFileException {
        return orGone(() -> files.read("/proc/" + pid + "/" + name));
    }

    private static <T> Optional<T> orGone(Content<T> content) throws HostFileException {
        try {
            return Optional.of(content.read());
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY || e.error() == HostError.INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private interface Content<T> {
        T read() throws HostFileException;
    }
}

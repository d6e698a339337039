package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code /proc} shows of one process (proc(5)). */
final class Processes {

    /** Where the words of {@code stat} are, counted after the command's name, which may have anything in it. */
    private static final int STATE = 0;

    private static final int PARENT = 1;
    private static final int START = 19;

    /** By what somebody at a terminal, or a service manager, ends a command: HUP, INT, QUIT, TERM. */
    private static final long ENDING_SIGNALS = 1L | 1L << 1 | 1L << 2 | 1L << 14;

    private final HostFiles files;

    Processes(HostFiles files) {
        this.files = files;
    }

    /**
     * One process.
     *
     * @param parent its parent's id
     * @param startTicks when it began, in clock ticks since boot: with the pid this names one process and no later one
     * @param ended whether it is a zombie
     */
    record Stat(long parent, long startTicks, boolean ended) {}

    /** Empty if it is gone. */
    Optional<Stat> stat(long pid) throws HostFileException {
        return read(pid, "stat").map(Processes::parse);
    }

    private static Stat parse(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        boolean ended = words[STATE].equals("Z") || words[STATE].equals("X");
        return new Stat(Long.parseLong(words[PARENT]), Long.parseLong(words[START]), ended);
    }

    /** Whether this very process is still there. */
    boolean lives(long pid, long startTicks) throws HostFileException {
        return stat(pid)
                .filter(now -> !now.ended() && now.startTicks() == startTicks)
                .isPresent();
    }

    /**
     * Whether somebody has told it to end, and it cannot hear that: a process that sleeps in an open wakes only for a signal
     * that kills it (fanotify_get_response). A shell that handles SIGINT has it pending meanwhile. Seen on 5.10 and 6.12.
     */
    boolean isInterrupted(long pid) throws HostFileException {
        Optional<String> status = read(pid, "status");
        if (status.isEmpty()) {
            return false;
        }
        long pending = mask(status.get(), "SigPnd") | mask(status.get(), "ShdPnd");
        return (pending & ~mask(status.get(), "SigBlk") & ENDING_SIGNALS) != 0;
    }

    private static long mask(String status, String name) {
        return field(status, name).map(text -> Long.parseUnsignedLong(text, 16)).orElse(0L);
    }

    /** A line of {@code status}. */
    static Optional<String> field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** Its words; its short name alone if it has none, as a kernel thread. Empty if it is gone. */
    List<String> words(long pid) throws HostFileException {
        Optional<String> words = read(pid, "cmdline").filter(text -> !text.isEmpty());
        if (words.isPresent()) {
            return Arrays.asList(words.get().split("\0"));
        }
        return read(pid, "comm").map(List::of).orElse(List.of());
    }

    /** What program it runs; empty if it is gone or that may not be looked at. */
    Optional<String> program(long pid) throws HostFileException {
        return files.readLink("/proc/" + pid + "/exe").map(path -> path.replace(" (deleted)", ""));
    }

    /** A file of its directory; empty if it is gone, or this kernel has no such file. */
    Optional<String> read(long pid, String name) throws HostFileException {
        try {
            return Optional.of(files.read("/proc/" + pid + "/" + name));
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY || e.error() == HostError.INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

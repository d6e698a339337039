// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.api.Printable;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that tell an operator which process is meant. A process writes its own name and command line: the facts are for display and
 * comparison, and prove nothing.
 *
 * @param pid the process
 * @param command the name of the command ({@code /proc/PID/comm}) with escapes, or {@code ?} if unreadable
 * @param guest the exact name of the guest of a QEMU process, to be escaped where the name is shown; null for any other process
 * @param guestUuid the UUID of the guest of a QEMU process, in lower case; null without one
 * @param startTime the start in clock ticks since boot; null if the process has ended
 */
public record ProcessIdentity(
        long pid,
        String command,
        @Nullable String guest,
        @Nullable String guestUuid,
        @Nullable Long startTime) {

    /** The maximum number of bytes read of a command line. libvirt names the guest at the start of a line of some kilobytes. */
    private static final int LONGEST_COMMAND_LINE = 64 * 1024;

    private static final int LONGEST_TEXT = 500;

    private static final int MOST_THREADS = 256;

    /** The index of the start time among the words of {@code stat} behind the name of the command (proc_pid_stat(5), field 22). */
    private static final int START = 19;

    /** Reads the facts about a process. Never fails: an unreadable fact is left out. */
    public static ProcessIdentity read(HostFiles host, long pid) {
        GuestArguments guest = guest(host, pid);
        return new ProcessIdentity(
                pid,
                text(host, pid, "comm").map(ProcessIdentity::printable).orElse("?"),
                guest.name(),
                guest.uuid(),
                text(host, pid, "stat").map(ProcessIdentity::startTime).orElse(null));
    }

    /** Returns the start of a process in clock ticks since boot; empty if the process has ended or the start is unreadable. */
    public static Optional<Long> startTime(HostFiles host, long pid) {
        return text(host, pid, "stat").map(ProcessIdentity::startTime);
    }

    /** Returns a description for people: {@code guest web1 (qemu-system-x86, process 4711)}, or {@code spdk_tgt (process 4711)}. */
    public String description() {
        return guest == null
                ? command + " (process " + pid + ")"
                : "guest " + Printable.name(guest) + " (" + command + ", process " + pid + ")";
    }

    // The name of the command may contain spaces, parentheses and line feeds, so the last parenthesis counts.
    private static @Nullable Long startTime(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        boolean whole = words.length > START && words[START].matches("[0-9]{1,18}");
        return whole ? Long.valueOf(words[START]) : null;
    }

    /**
     * Reads the guest from the command line. A process whose first thread has ended, while another thread hangs in the kernel, shows its
     * command line only in the directories of its threads (fs/proc/base.c, get_task_cmdline: the thread's own memory).
     */
    private static GuestArguments guest(HostFiles host, long pid) {
        String process = "/proc/" + pid;
        String[] words = commandLine(host, process);
        return GuestArguments.of(isEmpty(words) ? commandLineOfThreads(host, process + "/task") : words);
    }

    private static String[] commandLineOfThreads(HostFiles host, String tasks) {
        try {
            return host.list(tasks).stream()
                    .limit(MOST_THREADS)
                    .map(thread -> commandLine(host, tasks + "/" + thread))
                    .filter(words -> !isEmpty(words))
                    .findFirst()
                    .orElse(new String[0]);
        } catch (HostFileException ended) {
            return new String[0];
        }
    }

    /** Returns true for the command line of a process or thread without memory. */
    private static boolean isEmpty(String[] words) {
        return words.length == 0 || (words.length == 1 && words[0].isEmpty());
    }

    private static String[] commandLine(HostFiles host, String directory) {
        try {
            byte[] bytes = host.readBytes(directory + "/cmdline", LONGEST_COMMAND_LINE);
            return new String(bytes, StandardCharsets.UTF_8).split("\0");
        } catch (HostFileException ended) {
            return new String[0];
        }
    }

    private static Optional<String> text(HostFiles host, long pid, String name) {
        try {
            return Optional.of(host.read("/proc/" + pid + "/" + name));
        } catch (HostFileException ended) {
            return Optional.empty();
        }
    }

    private static String printable(String text) {
        return Printable.text(text, LONGEST_TEXT);
    }
}

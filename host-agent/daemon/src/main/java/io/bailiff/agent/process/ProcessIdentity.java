// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.process;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A process in words. The process itself writes its command and its command line, so the words are a hint for people.
 *
 * @param pid the process
 * @param command the short name of the command ({@code comm}), or {@code ?} if the name is unreadable
 * @param guest the name of the guest of a QEMU process, or null
 */
public record ProcessIdentity(
        long pid, String command, @Nullable String guest) {

    /** {@code qemu-system-x86_64}, {@code /usr/libexec/qemu-kvm}, {@code kvm}. */
    private static final Pattern QEMU = Pattern.compile("(.*/)?(qemu[^/]*|kvm)");

    /** Reads the identity of a process. Never fails: an unreadable fact is left out, because no decision depends on the words. */
    public static ProcessIdentity read(HostFiles files, long pid) {
        String directory = "/proc/" + pid;
        return new ProcessIdentity(
                pid,
                text(files, directory + "/comm").map(Printable::of).orElse("?"),
                text(files, directory + "/cmdline")
                        .flatMap(ProcessIdentity::guestOf)
                        .orElse(null));
    }

    /** Returns {@code Xorg (process 812)} or {@code guest web1 (qemu-system-x86, process 4711)}. */
    public String inWords() {
        return guest == null
                ? command + " (process " + pid + ")"
                : "guest " + guest + " (" + command + ", process " + pid + ")";
    }

    /**
     * Returns the guest's name from QEMU's option {@code -name guest=web1,debug-threads=on} or {@code -name web1}. A comma within the
     * name is doubled (qemu-options.hx).
     */
    private static Optional<String> guestOf(String commandLine) {
        List<String> words = List.of(commandLine.split("\0"));
        int option = words.indexOf("-name");
        if (!QEMU.matcher(words.get(0)).matches() || option < 0 || option + 1 >= words.size()) {
            return Optional.empty();
        }
        String value = words.get(option + 1).replace(",,", "\0");
        String first = value.split(",", 2)[0].replace("\0", ",");
        return Optional.of(Printable.of(first.startsWith("guest=") ? first.substring("guest=".length()) : first))
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> text(HostFiles files, String path) {
        try {
            return Optional.of(files.read(path));
        } catch (HostFileException ended) {
            return Optional.empty();
        }
    }
}

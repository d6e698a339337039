// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a process for people: by the guest if the process is a QEMU, by the command, and by the number. */
final class OpenerName {

    private static final int LONGEST = 120;
    /** The name in QEMU's option {@code -name}: {@code guest=web1,debug-threads=on}, or {@code web1}. QEMU doubles a comma of the name. */
    private static final Pattern GUEST = Pattern.compile("(?:guest=)?((?:[^,]|,,)*).*", Pattern.DOTALL);

    private final HostFiles files;

    OpenerName(HostFiles files) {
        this.files = files;
    }

    /** Returns {@code guest web1 (qemu-system-x86, process 4711)} or {@code smbd (process 815)}. */
    String of(long pid) throws HostFileException {
        String command = command(pid);
        Optional<String> guest =
                command.startsWith("qemu") || command.startsWith("kvm") ? guest(pid) : Optional.empty();
        return guest.map(name -> "guest " + name + " (" + command + ", process " + pid + ")")
                .orElse(command.isEmpty() ? "process " + pid : command + " (process " + pid + ")");
    }

    /** Returns the command without the path; empty if the process has ended. */
    String command(long pid) throws HostFileException {
        return printable(text("/proc/" + pid + "/comm"));
    }

    private Optional<String> guest(long pid) throws HostFileException {
        List<String> words = Arrays.asList(text("/proc/" + pid + "/cmdline").split("\0"));
        int option = words.indexOf("-name");
        if (option < 0 || option + 1 >= words.size()) {
            return Optional.empty();
        }
        Matcher name = GUEST.matcher(words.get(option + 1));
        return name.matches() ? Optional.of(printable(name.group(1).replace(",,", ","))) : Optional.empty();
    }

    private String text(String path) throws HostFileException {
        try {
            return files.read(path);
        } catch (HostFileException failure) {
            // The process has ended meanwhile.
            if (failure.error() == HostError.NO_ENTRY) {
                return "";
            }
            throw failure;
        }
    }

    /** Returns the text on one line and of limited length: the process itself writes its name and its command line. */
    private static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}

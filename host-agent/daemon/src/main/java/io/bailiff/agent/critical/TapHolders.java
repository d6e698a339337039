// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The processes with an open tap. The kernel shows the name of the tap in {@code /proc/PID/fdinfo} (tun_chr_show_fdinfo in
 * drivers/net/tun.c). Looks through the open files at the first question, because few hosts have taps of unknown purpose.
 */
final class TapHolders {

    private static final String TAP_DEVICE = "/net/tun";
    private static final Set<String> DEVICES_OF_GUESTS = Set.of("/dev/kvm", "/dev/vhost-net");
    private static final String QEMU = "qemu";
    private static final Pattern NAME = Pattern.compile("(?m)^iff:\\s*(\\S+)$");

    private final HostFiles files;
    private final OpenFiles processes;
    private @Nullable Map<String, Set<Long>> holders;
    private final Set<Long> guests = new HashSet<>();

    TapHolders(HostFiles files, OpenFiles processes) {
        this.files = files;
        this.processes = processes;
    }

    /** Returns true if the process with the tap is known. */
    boolean isHeld(String tap) throws HostFileException {
        return holders().containsKey(tap);
    }

    /** Returns true if the tap is open in the process of a guest, and not for example in a VPN daemon. */
    boolean isHeldByGuest(String tap) throws HostFileException {
        for (long pid : holders().getOrDefault(tap, Set.of())) {
            if (guests.contains(pid)
                    || read("/proc/" + pid + "/comm").orElse(QEMU).startsWith(QEMU)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Set<Long>> holders() throws HostFileException {
        Map<String, Set<Long>> known = holders;
        if (known == null) {
            known = new HashMap<>();
            for (OpenFile file : processes.files()) {
                if (DEVICES_OF_GUESTS.contains(file.target())) {
                    guests.add(file.pid());
                } else if (file.target().endsWith(TAP_DEVICE)) {
                    add(file, known);
                }
            }
            holders = known;
        }
        return known;
    }

    private void add(OpenFile file, Map<String, Set<Long>> known) throws HostFileException {
        Matcher name =
                NAME.matcher(read(file.descriptor().replace("/fd/", "/fdinfo/")).orElse(""));
        if (name.find()) {
            known.computeIfAbsent(name.group(1), any -> new HashSet<>()).add(file.pid());
        }
    }

    /** Returns the content of a file of a process; empty if the process has ended. */
    private Optional<String> read(String path) throws HostFileException {
        try {
            return Optional.of(files.read(path));
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}

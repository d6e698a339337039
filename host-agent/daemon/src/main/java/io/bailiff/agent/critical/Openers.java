// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import io.bailiff.agent.process.ProcessIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges the processes with open device files by facts: the service or the session of the process, and the seat of the session. Names of
 * programs count on hosts without systemd only.
 */
final class Openers {

    private static final String HYPERVISOR = "/dev/kvm";

    /** Programs that wait for power keys and hot keys, and do not keep the device from the host. */
    private static final Set<String> KEY_LISTENERS =
            Set.of("systemd-logind", "elogind", "elogind-daemon", "acpid", "upower", "upowerd", "triggerhappy", "thd");

    /** {@code alsactl daemon} stores the mixer of all sound cards, used or not. */
    private static final Set<String> MIXER_LISTENERS = Set.of("alsa-state", "alsactl");

    /** udev opens a device for a moment after an event of the device. */
    private static final Set<String> DEVICE_MANAGERS = Set.of("systemd-udevd", "udevd", "eudev");

    private final HostFiles files;
    private final Sessions sessions;
    private final Set<Long> hypervisors;
    private final Map<Long, ProcessIdentity> identities = new HashMap<>();
    private final Map<Long, ControlGroup> groups = new HashMap<>();

    Openers(HostFiles files, OpenFiles processes) {
        this.files = files;
        this.sessions = new Sessions(files);
        this.hypervisors = processes.files().stream()
                .filter(file -> file.target().equals(HYPERVISOR))
                .map(OpenFile::pid)
                .collect(Collectors.toSet());
    }

    /** Returns the code of the use; empty if the process only listens, and the host can spare the device. */
    Optional<Code> code(OpenNode node) {
        long pid = node.file().pid();
        if (isHypervisor(pid)) {
            return Optional.of(Code.DEVICE_OPEN);
        }
        ControlGroup group = groups.computeIfAbsent(pid, any -> ControlGroup.read(files, any));
        String program = group.service()
                .orElseGet(() -> group.isKnown() ? "" : identity(pid).command());
        if (isListener(program, node.device())) {
            return Optional.empty();
        }
        return Optional.of(
                sessions.isDesktop(group, program, node.file().name()) ? Code.DESKTOP_SESSION : Code.DEVICE_OPEN);
    }

    String inWords(long pid) {
        return identity(pid).description();
    }

    /** Returns true for QEMU and for every other program that runs guests: a guest is no part of the session that has started it. */
    private boolean isHypervisor(long pid) {
        return hypervisors.contains(pid)
                || identity(pid).guest() != null
                || identity(pid).command().startsWith("qemu");
    }

    private static boolean isListener(String program, String device) {
        return DEVICE_MANAGERS.contains(program)
                || (KEY_LISTENERS.contains(program) && device.contains("/input/"))
                || (MIXER_LISTENERS.contains(program) && device.contains("/sound/"));
    }

    private ProcessIdentity identity(long pid) {
        return identities.computeIfAbsent(pid, any -> ProcessIdentity.read(files, any));
    }
}

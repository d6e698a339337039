// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the functions whose device files a process has open: displays, sound, serial ports, input, USB devices, cameras, watchdogs,
 * accelerators and all other kinds. A desktop session may lose its devices by consent; any other program may not.
 */
final class OpenDevices implements HostCheck {

    private static final int MOST_NAMES = 3;

    private final HostFiles files;
    private final OpenFiles processes;
    private final DeviceNodes deviceNodes;
    private final Openers openers;

    OpenDevices(HostFiles files, OpenFiles processes, DeviceNodes nodes) {
        this.files = files;
        this.processes = processes;
        this.deviceNodes = nodes;
        this.openers = new Openers(files, processes);
    }

    @Override
    public void addTo(Findings findings) {
        DeviceFileFunctions concerned = new DeviceFileFunctions(files);
        if (!processes.isComplete()) {
            String which = some(processes.unreadable());
            concerned.unknown("Cannot read the open files of a process: " + which, findings);
        }
        for (Map.Entry<Use, Holders> use : uses(concerned, findings).entrySet()) {
            Holders holders = use.getValue();
            String what = "provides " + some(holders.names) + ", open in " + some(holders.processes);
            findings.needWay(use.getKey().way(), use.getKey().code(), what, holders.evidence);
        }
    }

    private Map<Use, Holders> uses(DeviceFileFunctions concerned, Findings findings) {
        Map<Use, Holders> uses = new LinkedHashMap<>();
        for (OpenNode node : nodes(concerned, findings)) {
            openers.code(node)
                    .ifPresent(code -> uses.computeIfAbsent(
                                    new Use(node.way(), code),
                                    use -> new Holders(node.file().descriptor()))
                            .add(node.file(), openers));
        }
        return uses;
    }

    private List<OpenNode> nodes(DeviceFileFunctions concerned, Findings findings) {
        OpenNodes nodes = new OpenNodes(files, deviceNodes);
        for (OpenFile file : processes.files()) {
            try {
                nodes.add(file);
            } catch (HostFileException failure) {
                concerned.unknown("Cannot determine the device of an open file: " + failure.getMessage(), findings);
            }
        }
        List<OpenNode> all = new ArrayList<>(nodes.found());
        try {
            all.addAll(nodes.computing());
        } catch (HostFileException failure) {
            concerned.unknown("Cannot read the functions on a driver: " + failure.getMessage(), findings);
        }
        return all;
    }

    private static String some(Collection<String> names) {
        List<String> first = names.stream().limit(MOST_NAMES).toList();
        int more = names.size() - first.size();
        return String.join(", ", first) + (more == 0 ? "" : " and " + more + " more");
    }

    private record Use(List<PciAddress> way, Code code) {}

    private static final class Holders {

        private final String evidence;
        private final Set<String> names = new LinkedHashSet<>();
        private final Set<String> processes = new LinkedHashSet<>();

        Holders(String evidence) {
            this.evidence = evidence;
        }

        private void add(OpenFile file, Openers openers) {
            names.add(file.name());
            processes.add(openers.inWords(file.pid()));
        }
    }
}

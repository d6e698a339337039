// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GroupUse.Holder;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the processes that have a group open, from the open files of all processes. The scan never opens the file of a
 * group. Such a file can be open only once at a time, so opening the file would keep a guest from starting.
 *
 * <p>Processes start and end during a scan. A process that has ended counts as released. A process with unreadable
 * files makes the result {@link GroupUse.State#UNKNOWN}, unless the scan finds a holder elsewhere.
 */
public final class GroupUseScan {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    // The process's own mount namespace spells the path, so only the end of the path counts. From 6.6 on the kernel
    // removes the file while an unbind still waits for the user of the function (vfio_unregister_group_dev). The link
    // then ends with "(deleted)", and the group is still in use.
    private static final Pattern GROUP_FILE = Pattern.compile(".*/vfio/([0-9]+)( \\(deleted\\))?");
    private static final Pattern DEVICE_FILE = Pattern.compile(".*/vfio/devices/(vfio[0-9]+)( \\(deleted\\))?");

    private final HostFiles files;

    public GroupUseScan(HostFiles files) {
        this.files = files;
    }

    /** Returns the holders of the group as text for people, separated by commas: {@code qemu-system-x86 (process 4711)}. */
    public static String holders(GroupUse use) {
        return use.holders().stream()
                .map(holder -> holder.command() + " (process " + holder.pid() + ")")
                .collect(Collectors.joining(", "));
    }

    public GroupUse scan(IommuGroup group) {
        return scan(List.of(group)).getOrDefault(group.number(), UNKNOWN);
    }

    /** Returns the use of each group by group number, from one pass over all processes. */
    public Map<Integer, GroupUse> scan(Collection<IommuGroup> groups) {
        Map<Integer, GroupUse> uses = new HashMap<>();
        try {
            Findings findings = new Findings(groups, deviceFiles(groups));
            for (String name : files.list("/proc")) {
                if (PROCESS.matcher(name).matches()) {
                    look(Long.parseLong(name), findings);
                }
            }
            groups.forEach(group -> uses.put(group.number(), findings.use(group)));
        } catch (HostFileException e) {
            groups.forEach(group -> uses.put(group.number(), UNKNOWN));
        }
        return uses;
    }

    /**
     * Returns true if the process still has the group open. Reads only the files of the given process, so a caller can
     * skip a whole scan while the result is true. False may also mean that the files could not be read. Only a whole
     * scan shows other holders.
     */
    public boolean stillHeld(IommuGroup group, Holder holder) {
        return scanOne(group, holder.pid()).state() == GroupUse.State.IN_USE;
    }

    private GroupUse scanOne(IommuGroup group, long pid) {
        try {
            Findings findings = new Findings(List.of(group), deviceFiles(List.of(group)));
            look(pid, findings);
            return findings.use(group);
        } catch (HostFileException e) {
            return UNKNOWN;
        }
    }

    /**
     * Returns the members' own vfio files, if this kernel has such files: names in {@code /dev/vfio/devices}, and the
     * group number of each name.
     */
    private Map<String, Integer> deviceFiles(Collection<IommuGroup> groups) throws HostFileException {
        Map<String, Integer> names = new HashMap<>();
        for (IommuGroup group : groups) {
            for (FunctionReport function : group.endpoints()) {
                for (String name : vfioDevices(function)) {
                    names.put(name, group.number());
                }
            }
        }
        return names;
    }

    private List<String> vfioDevices(FunctionReport function) throws HostFileException {
        try {
            return files.list(PciBus.DEVICES + function.address() + "/vfio-dev");
        } catch (HostFileException e) {
            if (e.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * Reads the open files of a process. The {@code fd} directory of a process belongs to its first thread, and is
     * empty after the first thread has ended. Other threads may live on: a thread stuck in the kernel outlives SIGKILL
     * and keeps the shared files of the process open.
     */
    private void look(long pid, Findings findings) throws HostFileException {
        String process = "/proc/" + pid;
        try {
            if (look(pid, process, findings) == 0) {
                for (String thread : files.list(process + "/task")) {
                    lookAtThread(pid, process + "/task/" + thread, findings);
                }
            }
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && files.exists(process)) {
                findings.unreadable = true;
            }
        }
    }

    /** Reads the open files of one thread. A thread that has ended meanwhile says nothing about the other threads. */
    private void lookAtThread(long pid, String thread, Findings findings) throws HostFileException {
        try {
            look(pid, thread, findings);
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && files.exists(thread)) {
                findings.unreadable = true;
            }
        }
    }

    /** Returns the number of open files of the process or thread. */
    private int look(long pid, String place, Findings findings) throws HostFileException {
        String directory = place + "/fd";
        List<String> descriptors = files.list(directory);
        for (String descriptor : descriptors) {
            files.readLink(directory + "/" + descriptor).ifPresent(target -> findings.note(pid, target));
        }
        return descriptors.size();
    }

    private String command(long pid) {
        try {
            return files.read("/proc/" + pid + "/comm");
        } catch (HostFileException e) {
            return "?";
        }
    }

    private static final GroupUse UNKNOWN = new GroupUse(GroupUse.State.UNKNOWN, List.of());

    /** The results of a pass over the processes so far. */
    private final class Findings {

        private final Map<String, Integer> deviceFiles;
        private final Map<Integer, Map<Long, Holder>> holders = new HashMap<>();
        private boolean unreadable;
        private boolean strayDeviceFile;

        Findings(Collection<IommuGroup> groups, Map<String, Integer> deviceFiles) {
            this.deviceFiles = deviceFiles;
            groups.forEach(group -> holders.put(group.number(), new HashMap<>()));
        }

        void note(long pid, String target) {
            Matcher group = GROUP_FILE.matcher(target);
            if (group.matches()) {
                hold(pid, Integer.parseInt(group.group(1)));
                return;
            }
            Matcher device = DEVICE_FILE.matcher(target);
            if (device.matches()) {
                Integer number = deviceFiles.get(device.group(1));
                if (number == null || device.group(2) != null) {
                    strayDeviceFile = true;
                } else {
                    hold(pid, number);
                }
            }
        }

        private void hold(long pid, int number) {
            Map<Long, Holder> known = holders.get(number);
            if (known != null) {
                known.computeIfAbsent(pid, id -> new Holder(id, command(id)));
            }
        }

        GroupUse use(IommuGroup group) {
            Map<Long, Holder> known = holders.getOrDefault(group.number(), Map.of());
            if (!known.isEmpty()) {
                return new GroupUse(GroupUse.State.IN_USE, List.copyOf(known.values()));
            }
            // An open vfio file without a known device may belong to this group, if an endpoint of the group has no
            // device name.
            boolean maybe = unreadable || (strayDeviceFile && hasNamelessEndpoint(group));
            return maybe ? UNKNOWN : new GroupUse(GroupUse.State.FREE, List.of());
        }

        private boolean hasNamelessEndpoint(IommuGroup group) {
            long named = deviceFiles.values().stream()
                    .filter(number -> number == group.number())
                    .count();
            return named < group.endpoints().size();
        }
    }
}

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
 * Finds out who has a group open, by the open files of all processes. It opens nothing itself: a group's file can be open
 * only once at a time, so a look by opening it would keep a guest from starting.
 *
 * <p>Processes come and go during a scan; one that has gone has let go. One whose files cannot be read makes the answer
 * {@link GroupUse.State#UNKNOWN}, unless a holder is found elsewhere.
 */
public final class GroupUseScan {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    // Spelled by the process's own mount namespace, so only the end counts. From 6.6 on the kernel removes the file
    // while an unbind still waits for its user (vfio_unregister_group_dev): then the link says "(deleted)", and it is
    // in use.
    private static final Pattern GROUP_FILE = Pattern.compile(".*/vfio/([0-9]+)( \\(deleted\\))?");
    private static final Pattern DEVICE_FILE = Pattern.compile(".*/vfio/devices/(vfio[0-9]+)( \\(deleted\\))?");

    private final HostFiles files;

    public GroupUseScan(HostFiles files) {
        this.files = files;
    }

    /** Who has the group open, for people: {@code qemu-system-x86 (process 4711)}, with commas. */
    public static String holders(GroupUse use) {
        return use.holders().stream()
                .map(holder -> holder.command() + " (process " + holder.pid() + ")")
                .collect(Collectors.joining(", "));
    }

    public GroupUse scan(IommuGroup group) {
        return scan(List.of(group)).getOrDefault(group.number(), UNKNOWN);
    }

    /** The use of each group, by its number, found in one pass over the processes. */
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
     * Whether the process still has the group open: a cheap look that saves a whole scan while it has. "No" may also mean
     * that it could not be seen; only a whole scan tells who else has it.
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

    /** The members' own files, where this kernel has them: the name in {@code /dev/vfio/devices} and its group's number. */
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
     * A process's {@code fd} is that of its first thread, which shows nothing once it has ended. The others may live on: one that is
     * stuck in the kernel outlives SIGKILL, and has the files open that all had.
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

    /** Threads come and go: one that has ended since says nothing about the others. */
    private void lookAtThread(long pid, String thread, Findings findings) throws HostFileException {
        try {
            look(pid, thread, findings);
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && files.exists(thread)) {
                findings.unreadable = true;
            }
        }
    }

    /** How many files it has open. */
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

    /** What a pass over the processes has shown so far. */
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
            // An open file of a device that has lost its name may be one of this group's, if a member has none.
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

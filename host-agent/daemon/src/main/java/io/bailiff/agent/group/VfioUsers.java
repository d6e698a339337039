// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.process.OpenFile;
import io.bailiff.agent.process.OpenFiles;
import io.bailiff.agent.process.VfioFile;
import io.bailiff.agent.process.VfioFiles;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The processes with open or mapped files of vfio. */
final class VfioUsers {

    private final Map<Long, User> users = new TreeMap<>();
    private final Set<String> unreadable = new TreeSet<>();

    /** The files of one process. Threads share their open files, so the number of a descriptor names a file once. */
    private static final class User {
        private final Set<Integer> groups = new HashSet<>();
        private final Set<PciAddress> functions = new HashSet<>();
        private final Set<String> nameless = new HashSet<>();
        private final Set<String> removed = new HashSet<>();
    }

    /** Picks the vfio files from the open files. A process with an unreadable file is unreadable. */
    static VfioUsers of(HostFiles host, OpenFiles open) {
        return picked(open, new VfioFiles(host)::of);
    }

    /** Picks the vfio files from the open files of all processes. */
    static VfioUsers of(HostReading reading) {
        return picked(reading.openFiles(), new VfioFiles(reading.files(), reading.nodes())::of);
    }

    /** Picks the vfio files like {@link #of}, but only the files with a usual name: many times faster. */
    static VfioUsers named(HostReading reading) {
        return picked(reading.openFiles(), new VfioFiles(reading.files(), reading.nodes())::named);
    }

    private interface Recognizer {
        Optional<VfioFile> recognize(OpenFile file) throws HostFileException;
    }

    private static VfioUsers picked(OpenFiles open, Recognizer vfio) {
        VfioUsers users = new VfioUsers();
        users.unreadable.addAll(open.unreadable());
        for (OpenFile file : open.files()) {
            try {
                vfio.recognize(file).ifPresent(known -> users.add(file.pid(), file.descriptor(), known));
            } catch (HostFileException failure) {
                users.unreadable.add("/proc/" + file.pid());
            }
        }
        return users;
    }

    /** @param name the name of the file within the process */
    void add(long pid, String name, VfioFile file) {
        User user = users.computeIfAbsent(pid, any -> new User());
        if (file instanceof VfioFile.OfGroup group) {
            user.groups.add(group.number());
        } else if (file instanceof VfioFile.OfFunction function) {
            user.functions.add(function.address());
        } else if (file instanceof VfioFile.Unidentified unidentified) {
            Set<String> kind = unidentified.throughGroup() ? user.nameless : user.removed;
            kind.add(name.substring(name.lastIndexOf('/') + 1));
        }
    }

    void addUnreadable(Collection<String> places) {
        unreadable.addAll(places);
    }

    /** Returns the processes with any file of vfio. */
    Set<Long> pids() {
        return users.keySet();
    }

    /** Returns the processes and threads with unreadable files, as directories of {@code /proc}. */
    Set<String> unreadable() {
        return unreadable;
    }

    /** Returns the processes with a file of the group or of a member, in order. */
    Set<Long> holders(IommuGroup group) {
        Set<PciAddress> members = new HashSet<>();
        group.members().stream().map(FunctionReport::address).forEach(members::add);
        return pids(user ->
                user.groups.contains(group.number()) || user.functions.stream().anyMatch(members::contains));
    }

    /**
     * Returns the processes with a device open whose group is unknown, because the file has no name.
     *
     * <p>A process gets such a file from the open file of the group (VFIO_GROUP_GET_DEVICE_FD), or from another process. A file of
     * {@code /dev/vfio/devices} always has a name. A QEMU or a DPDK process keeps the files of its groups open. The nameless files of
     * the process are then taken for the devices of these groups, one file per device at most. A further nameless file must belong
     * to another group: the process has closed the file of the group, or has received the file of the device alone. All nameless
     * files of a process without the file of any group are of this kind, too.
     *
     * <p>The conclusion is wrong for a process that keeps the file of a group, opens fewer devices than the group has, and has a
     * nameless file of another group. Only Linux 6.18 and newer show the device of such a file, and then the file is not nameless.
     */
    Set<Long> withNamelessDevice(VfioFunctions functions) {
        return pids(user -> user.nameless.size()
                > user.groups.stream().mapToInt(functions::openableDevices).sum());
    }

    /** Returns the processes with a file of {@code /dev/vfio/devices} that the kernel has removed. The device has no vfio name any more. */
    Set<Long> withRemovedDevice() {
        return pids(user -> !user.removed.isEmpty());
    }

    private Set<Long> pids(Predicate<User> wanted) {
        Set<Long> found = new TreeSet<>();
        users.forEach((pid, user) -> {
            if (wanted.test(user)) {
                found.add(pid);
            }
        });
        return found;
    }
}

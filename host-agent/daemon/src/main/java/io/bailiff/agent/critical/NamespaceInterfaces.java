// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The interfaces in the network namespaces of processes, other than the host's own namespace. Each namespace is read once, in the sysfs of
 * the first process with the namespace: a container has a sysfs of its own. A namespace without a process or without a sysfs of its own
 * shows no interfaces.
 */
final class NamespaceInterfaces {

    private static final Pattern PROCESS = Pattern.compile("[0-9]+");
    private static final String INIT = "1";
    private static final String DEVICES = "/devices/";

    /** A host with more namespaces becomes an unknown, and no endless work. */
    private static final int MOST_NAMESPACES = 2000;

    private final HostFiles files;

    NamespaceInterfaces(HostFiles files) {
        this.files = files;
    }

    /**
     * An interface in another namespace.
     *
     * @param directory the interface's directory in the sysfs of the process
     * @param device the real directory in {@code /sys/devices}
     * @param kind the device type: {@code macvlan}, {@code vlan}; empty for the interface of a device
     * @param lowerIndex the index of the lower interface in the lower interface's namespace; empty if the lower interface is in the same
     *     namespace
     * @param owner the namespace in words
     */
    record Member(String name, String directory, String device, String kind, String lowerIndex, String owner) {}

    List<Member> read(Findings findings) throws HostFileException {
        List<Member> members = new ArrayList<>();
        for (String pid : processes(findings)) {
            try {
                members.addAll(members(pid));
            } catch (HostFileException failure) {
                // A container may end during the read, and its interfaces with it.
                if (failure.error() != HostError.NO_ENTRY && failure.error() != HostError.NO_DEVICE) {
                    throw failure;
                }
            }
        }
        return members;
    }

    /** Returns the first process of each namespace. */
    private Iterable<String> processes(Findings findings) throws HostFileException {
        Map<String, String> first = new LinkedHashMap<>();
        Optional<String> host = hostNamespace();
        for (String pid : files.list("/proc")) {
            if (PROCESS.matcher(pid).matches() && !pid.equals(INIT)) {
                namespace(pid, findings)
                        .filter(namespace -> !host.equals(Optional.of(namespace)))
                        .ifPresent(namespace -> first.putIfAbsent(namespace, pid));
            }
        }
        if (first.size() > MOST_NAMESPACES) {
            throw new HostFileException(
                    HostError.OTHER, "/proc", "more than " + MOST_NAMESPACES + " network namespaces");
        }
        return first.values();
    }

    /**
     * Returns the namespace of init, which is the host's own. A security module can deny the namespace of init to root: then empty, and the
     * host's own interfaces are read as if they were in another namespace. Their devices are in the host's sysfs and their lower
     * interfaces are in the same namespace, so that no function is refused for them.
     */
    private Optional<String> hostNamespace() throws HostFileException {
        try {
            return files.readLink("/proc/" + INIT + "/ns/net");
        } catch (HostFileException failure) {
            if (failure.error() != HostError.DENIED) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    private Optional<String> namespace(String pid, Findings findings) throws HostFileException {
        try {
            return files.readLink("/proc/" + pid + "/ns/net");
        } catch (HostFileException failure) {
            if (failure.error() != HostError.DENIED) {
                throw failure;
            }
            findings.unknown(
                    UnknownScope.NETWORK, "Cannot read the network namespaces of all processes: not permitted");
            return Optional.empty();
        }
    }

    private List<Member> members(String pid) throws HostFileException {
        String directory = "/proc/" + pid + "/root/sys/class/net/";
        Set<String> inNamespace = names(pid);
        List<Member> members = new ArrayList<>();
        for (String name : files.exists(directory) ? files.list(directory) : List.<String>of()) {
            Optional<String> link = files.readLink(directory + name);
            if (link.isPresent() && inNamespace.contains(name)) {
                members.add(member(pid, name, directory + name, link.get()));
            }
        }
        return members;
    }

    /**
     * Returns the names of the interfaces in the namespace: {@code eth0: 1296 16 …}. A service in a namespace of its own may see the sysfs
     * of the host, with the interfaces of the host.
     */
    private Set<String> names(String pid) throws HostFileException {
        Set<String> names = new HashSet<>();
        files.read("/proc/" + pid + "/net/dev")
                .lines()
                .filter(line -> line.contains(":"))
                .forEach(line -> names.add(line.substring(0, line.indexOf(':')).strip()));
        return names;
    }

    private Member member(String pid, String name, String directory, String link) throws HostFileException {
        int devices = link.indexOf(DEVICES);
        String device = devices < 0 ? "" : "/sys" + link.substring(devices);
        String kind = Interfaces.deviceType(readIfPresent(directory + "/uevent"));
        boolean hasLower = files.list(directory).stream().anyMatch(entry -> entry.startsWith("lower_"));
        String lowerIndex = hasLower ? "" : readIfPresent(directory + "/iflink");
        String process = readIfPresent("/proc/" + pid + "/comm");
        String owner = "the network namespace of process " + pid + " (" + process + ")";
        return new Member(name, directory, device, kind, lowerIndex, owner);
    }

    private String readIfPresent(String path) throws HostFileException {
        return files.exists(path) ? files.read(path) : "";
    }
}

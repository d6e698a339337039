// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network interfaces in sysfs. Containers and guests start and end during the read: an interface that is gone has no attributes, and
 * is no error. The lower interfaces are read once.
 */
final class Interfaces {

    static final String DIRECTORY = "/sys/class/net/";

    /** The master of all ports of all bridges of the kernel's Open vSwitch (net/openvswitch/vport-netdev.c). */
    static final String OPEN_VSWITCH = "ovs-system";

    /** IFF_UP in include/uapi/linux/if.h. */
    private static final int UP = 0x1;
    /** IFF_TAP in include/uapi/linux/if_tun.h. */
    private static final int TAP = 0x2;

    private static final Pattern DEVICE_TYPE = Pattern.compile("(?m)^DEVTYPE=(.*)$");

    private final HostFiles files;
    private final Map<String, String> kinds;
    private final Map<String, Set<String>> lower = new HashMap<>();
    private final Map<String, String> byIndex = new HashMap<>();

    /** @param kinds the kinds of virtual interfaces from the kernel; empty if the kernel was not asked */
    Interfaces(HostFiles files, Map<String, String> kinds) {
        this.files = files;
        this.kinds = Map.copyOf(kinds);
    }

    /** Returns the names of all interfaces. The directory also has a file of the bonding driver, and interfaces are links. */
    List<String> names() throws HostFileException {
        List<String> interfaces = new ArrayList<>();
        for (String name : listOrNone(DIRECTORY)) {
            if (files.readLink(DIRECTORY + name).isPresent()) {
                interfaces.add(name);
            }
        }
        return interfaces;
    }

    /** Returns the real directory of the interface. */
    Optional<String> path(String name) throws HostFileException {
        return files.realPath(DIRECTORY + name);
    }

    boolean isVirtual(String name) throws HostFileException {
        return path(name).filter(SysfsNames::isVirtual).isPresent();
    }

    /** Returns the bridge, bond, team, VRF or switch with the interface as a port. */
    Optional<String> master(String name) throws HostFileException {
        return files.readLink(DIRECTORY + name + "/master").map(SysfsNames::last);
    }

    /**
     * Returns the lower interfaces. Most kinds of interfaces have links; older kernels have links for fewer kinds.
     * Bridges and bonds also have lists of their own.
     */
    Set<String> lower(String name) throws HostFileException {
        Set<String> known = lower.get(name);
        if (known == null) {
            known = readLower(DIRECTORY + name);
            lower.put(name, known);
        }
        return known;
    }

    private Set<String> readLower(String path) throws HostFileException {
        Set<String> names = new LinkedHashSet<>();
        for (String entry : listOrNone(path)) {
            if (entry.startsWith("lower_")) {
                names.add(entry.substring("lower_".length()));
            }
        }
        names.addAll(listOrNone(path + "/brif"));
        Arrays.stream(read(path + "/bonding/slaves").orElse("").split("\\s+"))
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }

    /** Returns true if the interface is administratively up, with or without a cable. A host that does not show the state may use it. */
    boolean isUp(String name) throws HostFileException {
        Optional<String> flags = read(DIRECTORY + name + "/flags");
        if (flags.isPresent()) {
            return (number(flags.get(), DIRECTORY + name + "/flags") & UP) != 0;
        }
        return !read(DIRECTORY + name + "/operstate").orElse("").equals("down");
    }

    /** Returns true for the tap of a process, for example of a guest. */
    boolean isTap(String name) throws HostFileException {
        Optional<String> flags = read(DIRECTORY + name + "/tun_flags");
        return flags.isPresent() && (number(flags.get(), DIRECTORY + name + "/tun_flags") & TAP) != 0;
    }

    /** Returns true if the tap has no carrier: no process is attached (tun_detach in drivers/net/tun.c). */
    boolean isDetachedTap(String name) throws HostFileException {
        return read(DIRECTORY + name + "/operstate").orElse("").equals("down");
    }

    /** Returns the kind of a virtual interface: {@code bridge}, {@code bond}, {@code vlan}; empty if unknown. */
    String kind(String name) throws HostFileException {
        String known = kinds.getOrDefault(name, "");
        if (!known.isEmpty()) {
            return known;
        }
        if (name.equals(OPEN_VSWITCH)) {
            return "openvswitch";
        }
        for (Map.Entry<String, String> kind : Map.of("/bridge", "bridge", "/brif", "bridge", "/bonding", "bond")
                .entrySet()) {
            if (files.exists(DIRECTORY + name + kind.getKey())) {
                return kind.getValue();
            }
        }
        return deviceType(read(DIRECTORY + name + "/uevent").orElse(""));
    }

    /** Returns the type of the device in an uevent file; empty if the file shows none. */
    static String deviceType(String uevent) {
        Matcher type = DEVICE_TYPE.matcher(uevent);
        return type.find() ? type.group(1).strip() : "";
    }

    /**
     * Returns true for an internal port of Open vSwitch. The kernel tells the kind of the interface. Without the kernel any virtual
     * interface of unknown kind may be such a port, if the host uses Open vSwitch.
     */
    boolean mayBeSwitchPort(String name) throws HostFileException {
        if (name.equals(OPEN_VSWITCH) || name.equals("lo") || path(OPEN_VSWITCH).isEmpty() || !isVirtual(name)) {
            return false;
        }
        String kind = kind(name);
        return kinds.isEmpty() ? kind.isEmpty() && !isTap(name) : kind.equals("openvswitch");
    }

    /**
     * Returns the other end of a veth pair, if both ends are in the same network namespace. Each end shows the index of the other end;
     * an index of another namespace may be the same number by chance, so both ends must agree.
     */
    Optional<String> peer(String name) throws HostFileException {
        Optional<String> own = read(DIRECTORY + name + "/ifindex");
        Optional<String> link = read(DIRECTORY + name + "/iflink");
        if (own.isEmpty() || link.isEmpty() || own.equals(link) || !isVirtual(name)) {
            return Optional.empty();
        }
        Optional<String> other = withIndex(link.get());
        boolean agree = other.isPresent()
                && isVirtual(other.get())
                && read(DIRECTORY + other.get() + "/iflink").equals(own);
        return agree ? other : Optional.empty();
    }

    /** Returns the interface with the index. */
    Optional<String> withIndex(String index) throws HostFileException {
        if (byIndex.isEmpty()) {
            for (String name : names()) {
                read(DIRECTORY + name + "/ifindex").ifPresent(number -> byIndex.put(number, name));
            }
        }
        return Optional.ofNullable(byIndex.get(index));
    }

    private static int number(String text, String path) throws HostFileException {
        try {
            return Integer.decode(text);
        } catch (NumberFormatException malformed) {
            throw new HostFileException(HostError.OTHER, path, "\"" + text + "\" is not a number");
        }
    }

    private Optional<String> read(String path) throws HostFileException {
        try {
            return files.exists(path) ? Optional.of(files.read(path)) : Optional.empty();
        } catch (HostFileException failure) {
            // The interface ended between the two calls; sysfs then answers with ENODEV.
            if (isGone(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private List<String> listOrNone(String directory) throws HostFileException {
        try {
            return files.list(directory);
        } catch (HostFileException failure) {
            if (isGone(failure)) {
                return List.of();
            }
            throw failure;
        }
    }

    private static boolean isGone(HostFileException failure) {
        return failure.error() == HostError.NO_ENTRY || failure.error() == HostError.NO_DEVICE;
    }
}

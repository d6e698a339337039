// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.HostUnknown;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.ForwardingHostFiles;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.NetworkTables;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import io.bailiff.agent.pci.SysfsNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A host with two NVMe controllers and two NICs, each behind a root port and in a group of its own, a serial console, nothing
 * mounted, no swap, and the default route on a third NIC. Tests add what they are about.
 */
final class FakeHost {

    static final String DISK = "0000:04:00.0";
    static final String OTHER_DISK = "0000:05:00.0";
    static final String NIC = "0000:03:00.0";
    static final String OTHER_NIC = "0000:06:00.0";
    private static final int HOSTS_GROUP = 15;
    static final String HOSTS_NIC = "0000:0f:00.0";
    static final String PORT_OF_DISK = "0000:00:1c.4";

    private final PciTree pci;
    private final HostTree tree;
    private final List<String> mounts = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();
    private final List<String> management = new ArrayList<>();
    private HostFiles files;

    FakeHost(Path root) {
        pci = new PciTree(root);
        tree = pci.tree();
        files = tree.files();
        endpointBehindPort("0000:00:1c.3", NIC, "8086:1521", "020000", 3);
        endpointBehindPort(PORT_OF_DISK, DISK, "144d:a808", "010802", 4);
        endpointBehindPort("0000:00:1c.5", OTHER_DISK, "144d:a808", "010802", 5);
        endpointBehindPort("0000:00:1c.6", OTHER_NIC, "8086:1521", "020000", 6);
        endpointBehindPort("0000:00:1b.4", HOSTS_NIC, "8086:1533", "020000", HOSTS_GROUP);
        netInterface(HOSTS_NIC, "eno1");
        tree.file("/sys/class/tty/console/active", "tty0 ttyS0\n")
                .directory("/sys/class/net")
                .directory("/sys/dev/char")
                .directory("/sys/class/block");
        defaultRoute("eno1");
    }

    void endpointBehindPort(String port, String address, String ids, String classCode, int group) {
        pci.bridge("pci0000:00", port)
                .endpoint("pci0000:00/" + port, address, ids, classCode)
                .group(group + 20, port)
                .group(group, address);
    }

    PciTree pci() {
        return pci;
    }

    HostTree tree() {
        return tree;
    }

    // Disks

    /** A disk of a function; returns its directory. */
    String disk(String address, String below, String name, String number) {
        return block(pci.directory(address) + "/" + below + "/" + name, number);
    }

    /** A partition of a disk with this directory. */
    String partition(String disk, String name, String number) {
        String directory = block(disk + "/" + name, number);
        tree.file(directory + "/partition", "1\n");
        return directory;
    }

    /** A block device that is made of others, given by their directories. */
    String stacked(String name, String number, String... lower) {
        String directory = block("/sys/devices/virtual/block/" + name, number);
        tree.directory(directory + "/slaves");
        for (String one : lower) {
            tree.link(directory + "/slaves/" + SysfsNames.last(one), relative(directory + "/slaves", one));
        }
        return directory;
    }

    /** Device-mapper, with its name and uuid. */
    String mapped(String name, String number, String label, String uuid, String... lower) {
        String directory = stacked(name, number, lower);
        tree.file(directory + "/dm/name", label + "\n")
                .file(directory + "/dm/uuid", uuid + "\n")
                .link("/dev/mapper/" + label, "../" + name);
        return directory;
    }

    /** Lists the upper device as a holder of the lower device, as the kernel does. */
    FakeHost held(String lower, String upper) {
        String name = SysfsNames.last(upper);
        tree.link(lower + "/holders/" + name, relative(lower + "/holders", upper));
        return this;
    }

    String block(String directory, String number) {
        String name = SysfsNames.last(directory);
        tree.directory(directory)
                .link("/sys/class/block/" + name, relative("/sys/class/block", directory))
                .link("/sys/dev/block/" + number, relative("/sys/dev/block", directory))
                .file("/dev/" + name, "");
        return directory;
    }

    FakeHost mount(String number, String point, String type, String source, String options) {
        mounts.add("30 1 " + number + " / " + point + " rw,relatime shared:1 - " + type + " " + source + " " + options);
        writeTables();
        return this;
    }

    FakeHost swap(String line) {
        tree.file("/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n" + line + "\n");
        return this;
    }

    // Processes

    FakeHost process(long pid, String command) {
        tree.file("/proc/" + pid + "/comm", command + "\n");
        return this;
    }

    /** @param flags the flags of {@code open(2)} in octal digits, as the kernel prints them */
    FakeHost opens(long pid, int descriptor, String file, String flags) {
        tree.link("/proc/" + pid + "/fd/" + descriptor, file)
                .file("/proc/" + pid + "/fdinfo/" + descriptor, "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t1\n");
        return this;
    }

    // Networks

    /** An interface of a function. */
    void netInterface(String address, String name) {
        String directory = pci.directory(address) + "/net/" + name;
        tree.directory(directory).link("/sys/class/net/" + name, relative("/sys/class/net", directory));
    }

    /** An interface that is made of others, which it names by links. */
    String stackedInterface(String name, String... lower) {
        String directory = "/sys/devices/virtual/net/" + name;
        tree.directory(directory).link("/sys/class/net/" + name, relative("/sys/class/net", directory));
        for (String one : lower) {
            tree.link(directory + "/lower_" + one, "../" + one);
        }
        return directory;
    }

    /** Makes interfaces the ports of a master. */
    FakeHost master(String name, String... ports) {
        for (String port : ports) {
            tree.link("/sys/class/net/" + port + "/master", "/sys/devices/virtual/net/" + name);
        }
        return this;
    }

    FakeHost interfaceFile(String name, String file, String content) {
        tree.file("/sys/class/net/" + name + "/" + file, content + "\n");
        return this;
    }

    /**
     * A route by a gateway.
     *
     * @param destination and mask as the kernel prints them, {@code 0000A8C0} for 192.168.0.0
     */
    FakeHost route(String name, String destination, String mask) {
        return route(name, destination, "0100000A\t0003", mask);
    }

    /** The route to the network of an address of the interface. */
    FakeHost connectedRoute(String name, String destination, String mask) {
        return route(name, destination, "00000000\t0001", mask);
    }

    private FakeHost route(String name, String destination, String gatewayAndFlags, String mask) {
        routes.add(name + "\t" + destination + "\t" + gatewayAndFlags + "\t0\t0\t0\t" + mask + "\t0\t0\t0");
        writeTables();
        return this;
    }

    FakeHost defaultRoute(String name) {
        return route(name, "00000000", "00000000");
    }

    FakeHost withoutRoutes() {
        routes.clear();
        writeTables();
        return this;
    }

    /** The host has a running kernel with these tables, which count in place of the files. */
    FakeHost kernelTables(NetworkTables tables) {
        files = new ForwardingHostFiles(files) {
            @Override
            public Optional<NetworkTables> networkTables() {
                return Optional.of(tables);
            }
        };
        return this;
    }

    FakeHost managedBy(String address) {
        management.add(address);
        return this;
    }

    // What is found

    List<Refusal> refusals(String address) {
        try {
            return CriticalFunctions.read(files, management)
                    .refusals(
                            new PciBus(files).groupOf(PciAddress.parse(address)).orElseThrow());
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    List<Refusal.Code> codes(String address) {
        return refusals(address).stream().map(Refusal::code).distinct().toList();
    }

    /**
     * Returns the codes of every group with an endpoint that cannot leave the host, by the number of the group. The NIC with the
     * default route is left out.
     */
    Map<Integer, List<Refusal.Code>> refused() {
        CriticalFunctions critical = CriticalFunctions.read(tree.files(), management);
        Map<Integer, List<Refusal.Code>> refused = new TreeMap<>();
        for (IommuGroup group : new PciBus(tree.files()).inventory().groups()) {
            List<Refusal.Code> codes = critical.refusals(group).stream()
                    .map(Refusal::code)
                    .distinct()
                    .toList();
            if (group.number() != HOSTS_GROUP && !group.endpoints().isEmpty() && !codes.isEmpty()) {
                refused.put(group.number(), codes);
            }
        }
        return refused;
    }

    List<String> unknowns() {
        return texts(CriticalFunctions.read(tree.files(), management));
    }

    /** Returns the texts of all unknowns. */
    static List<String> texts(CriticalFunctions critical) {
        return critical.unknowns(List.of()).all().stream()
                .map(HostUnknown::text)
                .toList();
    }

    List<String> reasons(String address) {
        return refusals(address).stream().map(Refusal::reason).toList();
    }

    private void writeTables() {
        tree.file("/proc/1/mountinfo", String.join("\n", mounts) + (mounts.isEmpty() ? "" : "\n"));
        tree.file(
                "/proc/1/net/route",
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
                        + String.join("\n", routes) + "\n");
    }

    private static String relative(String from, String to) {
        return Path.of(from).relativize(Path.of(to)).toString();
    }
}

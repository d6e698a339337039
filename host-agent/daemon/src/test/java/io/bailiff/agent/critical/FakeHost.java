// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A host with two NVMe controllers and two NICs, each behind a root port and in a group of its own, a serial console, nothing
 * mounted, no swap and no route. Tests add what they are about.
 */
final class FakeHost {

    static final String DISK = "0000:04:00.0";
    static final String OTHER_DISK = "0000:05:00.0";
    static final String NIC = "0000:03:00.0";
    static final String OTHER_NIC = "0000:06:00.0";
    static final String PORT_OF_DISK = "0000:00:1c.4";

    private final PciTree pci;
    private final HostTree tree;
    private final List<String> mounts = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();
    private final List<String> management = new ArrayList<>();

    FakeHost(Path root) {
        pci = new PciTree(root);
        tree = pci.tree();
        endpointBehindPort("0000:00:1c.3", NIC, "8086:1521", "020000", 3);
        endpointBehindPort(PORT_OF_DISK, DISK, "144d:a808", "010802", 4);
        endpointBehindPort("0000:00:1c.5", OTHER_DISK, "144d:a808", "010802", 5);
        endpointBehindPort("0000:00:1c.6", OTHER_NIC, "8086:1521", "020000", 6);
        tree.file("/sys/class/tty/console/active", "tty0 ttyS0\n")
                .directory("/sys/class/net")
                .directory("/sys/class/block");
        writeTables();
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
            tree.link(directory + "/slaves/" + PciPath.lastName(one), relative(directory + "/slaves", one));
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

    String block(String directory, String number) {
        String name = PciPath.lastName(directory);
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

    /** @param destination and mask as the kernel prints them, {@code 0000A8C0} for 192.168.0.0 */
    FakeHost route(String name, String destination, String mask) {
        routes.add(name + "\t" + destination + "\t00000000\t0001\t0\t0\t0\t" + mask + "\t0\t0\t0");
        writeTables();
        return this;
    }

    FakeHost defaultRoute(String name) {
        return route(name, "00000000", "00000000");
    }

    FakeHost managedBy(String address) {
        management.add(address);
        return this;
    }

    // What is found

    List<Refusal> refusals(String address) {
        try {
            return CriticalFunctions.read(tree.files(), management)
                    .refusals(new PciBus(tree.files())
                            .groupOf(PciAddress.parse(address))
                            .orElseThrow());
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    List<Refusal.Code> codes(String address) {
        return refusals(address).stream().map(Refusal::code).distinct().toList();
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

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.util.Locale;

/** Builds the PCI part of a host's sysfs under a directory. */
public final class PciTree {

    private static final int HEADER_LENGTH = 64;
    private static final int HEADER_TYPE = 0x0e;

    private final HostTree tree;

    public PciTree(Path root) {
        this.tree = new HostTree(root).directory("/sys/bus/pci/devices").directory("/sys/kernel/iommu_groups");
    }

    public HostTree tree() {
        return tree;
    }

    public LinuxFiles files() {
        return tree.files();
    }

    /**
     * An endpoint with no driver and in no group.
     *
     * @param parent its parent's path under {@code /sys/devices}: {@code pci0000:00/0000:00:1c.0}
     */
    public PciTree endpoint(String parent, String address, String ids, String classCode) {
        String directory = "/sys/devices/" + parent + "/" + address;
        String[] id = ids.split(":");
        tree.file(directory + "/vendor", "0x" + id[0] + "\n")
                .file(directory + "/device", "0x" + id[1] + "\n")
                .file(directory + "/subsystem_vendor", "0x0000\n")
                .file(directory + "/subsystem_device", "0x0000\n")
                .file(directory + "/class", "0x" + classCode + "\n")
                .file(directory + "/modalias", modalias(id, classCode))
                .file(directory + "/driver_override", "(null)\n")
                .file(directory + "/numa_node", "-1\n")
                .bytes(directory + "/config", header(0))
                .link("/sys/bus/pci/devices/" + address, "../../../devices/" + parent + "/" + address);
        return this;
    }

    /** A PCI-to-PCI bridge, otherwise like an endpoint. */
    public PciTree bridge(String parent, String address) {
        endpoint(parent, address, "8086:1237", "060400");
        tree.bytes("/sys/bus/pci/devices/" + address + "/config", header(1));
        return this;
    }

    public PciTree driver(String address, String driver) {
        tree.directory("/sys/bus/pci/drivers/" + driver)
                .link("/sys/bus/pci/devices/" + address + "/driver", depth(address) + "bus/pci/drivers/" + driver);
        return this;
    }

    public PciTree group(int number, String... addresses) {
        String group = "/sys/kernel/iommu_groups/" + number;
        tree.directory(group + "/devices")
                .file(group + "/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n");
        for (String address : addresses) {
            tree.link(group + "/devices/" + address, "../../../../bus/pci/devices/" + address)
                    .link(
                            "/sys/bus/pci/devices/" + address + "/iommu_group",
                            depth(address) + "kernel/iommu_groups/" + number);
        }
        return this;
    }

    /** Puts another text into a function's attribute. */
    public PciTree attribute(String address, String name, String text) {
        tree.file("/sys/bus/pci/devices/" + address + "/" + name, text);
        return this;
    }

    /** The function's directory under {@code /sys/devices}, as the host spells it. */
    public String directory(String address) {
        try {
            return tree.files().realPath("/sys/bus/pci/devices/" + address).orElseThrow();
        } catch (io.bailiff.agent.host.HostFileException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String modalias(String[] id, String classCode) {
        return "pci:v0000" + id[0].toUpperCase(Locale.ROOT) + "d0000" + id[1].toUpperCase(Locale.ROOT)
                + "sv00000000sd00000000bc" + classCode.substring(0, 2) + "sc" + classCode.substring(2, 4) + "i"
                + classCode.substring(4) + "\n";
    }

    private String depth(String address) {
        return "../".repeat(directory(address).split("/").length - 2);
    }

    private static byte[] header(int type) {
        byte[] config = new byte[HEADER_LENGTH];
        config[HEADER_TYPE] = (byte) (type | 0x80);
        return config;
    }
}

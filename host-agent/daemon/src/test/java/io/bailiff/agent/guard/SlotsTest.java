// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.host.LinuxFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots on a host with a NIC below one of two ports of a group, with an empty slot below the other, and with a port of another group. */
class SlotsTest {

    private static final String ROOT = "/sys/devices/pci0000:00/";
    private static final Member NIC = new Member(
            PciAddress.parse("0000:07:00.0"),
            "vfio-pci",
            "e1000e",
            "vfio-pci",
            null,
            ROOT + "0000:00:0a.0/0000:07:00.0",
            null);

    @TempDir
    private Path root;

    private HostTree tree;
    private Slots slots;

    @BeforeEach
    void aHostWithThreeSlots() {
        tree = new HostTree(root);
        port("0000:00:0a.0", "0000:07", "5");
        port("0000:00:0a.1", "0000:08", "5");
        port("0000:00:0b.0", "0000:09", "6");
        function("0000:07:00.0", "0000:00:0a.0/0000:07:00.0", "5");
        slot("full", "0000:07:00");
        slot("empty", "0000:08:00");
        slot("elsewhere", "0000:09:00");
        slot("below-no-bridge", "0000:00:1f");
        slots = new Slots(new LinuxFiles(root));
    }

    private void function(String address, String place, String group) {
        tree.link("/sys/bus/pci/devices/" + address, "../../../devices/pci0000:00/" + place);
        tree.link(ROOT + place + "/iommu_group", "../../../kernel/iommu_groups/" + group);
    }

    private void port(String address, String bus, String group) {
        function(address, address, group);
        tree.link("/sys/class/pci_bus/" + bus, "../../devices/pci0000:00/" + address + "/pci_bus/" + bus);
    }

    private void slot(String name, String address) {
        tree.file("/sys/bus/pci/slots/" + name + "/address", address + "\n");
    }

    @Test
    void aGroupHasTheSlotsOfItsFunctionsAndTheEmptySlotsBelowItsBridges() throws Exception {
        assertThat(slots.of(List.of(NIC))).containsExactlyInAnyOrder("full", "empty");
    }

    @Test
    void onlyAnEmptySlotBelowABridgeOfTheGroupFillsTheGroup() throws Exception {
        assertThat(slots.fillsGroup("empty", NIC)).isTrue();
        assertThat(slots.fillsGroup("full", NIC)).isFalse();
        assertThat(slots.fillsGroup("elsewhere", NIC)).isFalse();
        assertThat(slots.fillsGroup("below-no-bridge", NIC)).isFalse();
    }

    @Test
    void aSlotWithoutADeviceNumberIsKnownByItsBus() throws Exception {
        slot("bus", "0000:08");
        assertThat(slots.fillsGroup("bus", NIC)).isTrue();
        function("0000:08:03.0", "0000:00:0a.1/0000:08:03.0", "5");
        assertThat(slots.fillsGroup("bus", NIC)).isFalse();
        assertThat(slots.fillsGroup("empty", NIC)).as("device 0 is empty").isTrue();
    }
}

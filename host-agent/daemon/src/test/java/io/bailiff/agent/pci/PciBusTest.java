// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiff.agent.api.FunctionHealth;
import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.agent.host.HostFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciBusTest {

    private static final String BRIDGE = "0000:01:00.0";
    private static final String FIRST = "0000:02:01.0";
    private static final String SECOND = "0000:02:01.1";
    private static final String LONE = "0000:03:00.0";

    @TempDir
    private Path root;

    private PciTree tree;
    private PciBus bus;

    /** The dual-port NIC behind a bridge, and a network card in a group of its own. */
    @BeforeEach
    void setUp() {
        tree = new PciTree(root)
                .bridge("pci0000:00/0000:00:05.0", BRIDGE)
                .endpoint("pci0000:00/0000:00:05.0/" + BRIDGE, FIRST, "8086:100e", "020000")
                .endpoint("pci0000:00/0000:00:05.0/" + BRIDGE, SECOND, "8086:100e", "020000")
                .endpoint("pci0000:00/0000:00:06.0", LONE, "8086:10d3", "020000")
                .driver(FIRST, "e1000")
                .group(7, BRIDGE, FIRST, SECOND)
                .group(8, LONE);
        bus = new PciBus(tree.files());
    }

    @Test
    void everyAttributeOfAFunctionIsRead() throws HostFileException {
        tree.attribute(FIRST, "subsystem_vendor", "0x1AF4\n")
                .attribute(FIRST, "subsystem_device", "0x1100\n")
                .attribute(FIRST, "driver_override", "vfio-pci\n")
                .attribute(FIRST, "numa_node", "1\n");

        assertThat(bus.function(PciAddress.parse(FIRST)))
                .contains(new FunctionReport(
                        PciAddress.parse(FIRST),
                        FunctionKind.ENDPOINT,
                        "8086",
                        "100e",
                        "1af4",
                        "1100",
                        "020000",
                        null,
                        "e1000",
                        "vfio-pci",
                        1,
                        FunctionHealth.OK));
    }

    @Test
    void whatIsNotSetIsAbsent() throws HostFileException {
        FunctionReport function = bus.function(PciAddress.parse(SECOND)).orElseThrow();

        assertThat(function.driver()).isNull();
        assertThat(function.driverOverride()).isNull();
        assertThat(function.numaNode()).isEqualTo(-1);
    }

    @Test
    void aKernelWithoutNumaHasNoNode() throws HostFileException {
        tree.tree().remove(tree.directory(FIRST) + "/numa_node");

        assertThat(bus.function(PciAddress.parse(FIRST)).orElseThrow().numaNode())
                .isEqualTo(-1);
    }

    @Test
    void aFunctionThatIsNotThereIsNotFound() throws HostFileException {
        assertThat(bus.function(PciAddress.parse("0000:09:00.0"))).isEmpty();
        assertThat(bus.groupOf(PciAddress.parse("0000:09:00.0"))).isEmpty();
        assertThat(bus.group(99)).isEmpty();
    }

    @Test
    void aGroupHasItsMembersByAddressAndTellsBridgesFromEndpoints() throws HostFileException {
        IommuGroup group = bus.groupOf(PciAddress.parse(SECOND)).orElseThrow();

        assertThat(group.number()).isEqualTo(7);
        assertThat(group.members())
                .extracting(member -> member.address().toString())
                .containsExactly(BRIDGE, FIRST, SECOND);
        assertThat(group.bridges())
                .extracting(member -> member.address().toString())
                .containsExactly(BRIDGE);
        assertThat(group.problems()).isEmpty();
    }

    @Test
    void reservedRegionsAreReadAsTheyAreSpelled() throws HostFileException {
        tree.tree()
                .file(
                        "/sys/kernel/iommu_groups/7/reserved_regions",
                        "0x00000000000a0000 0x00000000000bffff direct\n0x00000000fee00000 0x00000000feefffff msi\n");

        assertThat(bus.group(7).orElseThrow().reservedRegions())
                .containsExactly(
                        new ReservedRegion("0x00000000000a0000", "0x00000000000bffff", "direct"),
                        new ReservedRegion("0x00000000fee00000", "0x00000000feefffff", "msi"));
    }

    @Test
    void theInventoryHasAllGroupsByNumberAndWhatIsInNone() {
        tree.endpoint("pci0000:00", "0000:00:00.0", "8086:29c0", "060000").group(10, "0000:00:00.0");
        tree.endpoint("pci0000:00", "0000:00:1f.0", "8086:2918", "060100");

        PciInventory inventory = bus.inventory();

        assertThat(inventory.groups()).extracting(IommuGroup::number).containsExactly(7, 8, 10);
        assertThat(inventory.ungrouped())
                .extracting(function -> function.address().toString())
                .containsExactly("0000:00:1f.0");
        assertThat(inventory.problems()).isEmpty();
    }

    @Test
    void withoutAnIommuEveryFunctionIsUngrouped(@TempDir Path other) {
        PciTree plain = new PciTree(other).endpoint("pci0000:00", "0000:00:02.0", "8086:100e", "020000");
        plain.tree().remove("/sys/kernel/iommu_groups");

        PciInventory inventory = new PciBus(plain.files()).inventory();

        assertThat(inventory.groups()).isEmpty();
        assertThat(inventory.ungrouped()).hasSize(1);
        assertThat(inventory.problems()).isEmpty();
    }

    @Test
    void anIdThatIsNotHexadecimalIsAProblemOfItsGroupOnly() {
        tree.attribute(FIRST, "vendor", "banana\n");

        PciInventory inventory = bus.inventory();

        assertThat(inventory.groups().get(0).problems())
                .singleElement()
                .asString()
                .startsWith(FIRST)
                .contains("vendor", "\"banana\"", "0x and 4 hexadecimal digits");
        assertThat(inventory.groups().get(0).member(PciAddress.parse(FIRST))).isEmpty();
        assertThat(inventory.groups().get(1).problems()).isEmpty();
    }

    @Test
    void anEmptyFileIsAProblem() {
        tree.attribute(FIRST, "class", "");

        assertThat(bus.inventory().groups().get(0).problems())
                .singleElement()
                .asString()
                .contains("class", "\"\"");
    }

    @Test
    void anUnreadableOverrideIsAProblemButTheGroupKeepsItsFingerprint() throws HostFileException {
        IommuGroup before = bus.group(7).orElseThrow();
        tree.tree().remove(tree.directory(FIRST) + "/driver_override");

        IommuGroup after = bus.group(7).orElseThrow();

        assertThat(after.problems()).singleElement().asString().contains(FIRST, "driver_override");
        assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> bus.function(PciAddress.parse(FIRST)))
                .withMessageContaining("driver_override");
    }

    @Test
    void aNodeThatIsNotANumberIsAProblem() {
        tree.attribute(FIRST, "numa_node", "here\n");

        assertThat(bus.inventory().groups().get(0).problems())
                .singleElement()
                .asString()
                .contains("numa_node", "\"here\"");
    }

    @Test
    void aFunctionThatAnswersWithOnesKeepsItsIdentityAndItsGroupIsReadable() throws HostFileException {
        IommuGroup before = bus.group(7).orElseThrow();
        ones(FIRST);
        ones(BRIDGE);

        IommuGroup after = bus.group(7).orElseThrow();

        assertThat(after.problems()).isEmpty();
        assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
        assertThat(after.members())
                .extracting(FunctionReport::kind)
                .containsExactly(FunctionKind.BRIDGE, FunctionKind.ENDPOINT, FunctionKind.ENDPOINT);
        assertThat(after.members())
                .extracting(FunctionReport::health)
                .containsExactly(FunctionHealth.NO_ANSWER, FunctionHealth.NO_ANSWER, FunctionHealth.OK);
    }

    @Test
    void theKernelsBusNumbersShowABridgeOfAnyClassThatDoesNotAnswer() throws HostFileException {
        ones(BRIDGE);
        tree.attribute(BRIDGE, "class", "0x088000\n").attribute(BRIDGE, "secondary_bus_number", "255\n");

        assertThat(bus.kind(PciAddress.parse(BRIDGE))).isEqualTo(FunctionKind.BRIDGE);
    }

    @Test
    void aHostBridgeThatDoesNotAnswerIsAnEndpoint() throws HostFileException {
        ones(FIRST);
        tree.attribute(FIRST, "class", "0x060000\n");

        assertThat(bus.kind(PciAddress.parse(FIRST))).isEqualTo(FunctionKind.ENDPOINT);
    }

    @Test
    void aVirtualFunctionAnswersAlthoughItsVendorIdReadsAsOnes() throws HostFileException {
        byte[] config = new byte[64];
        Arrays.fill(config, 0, 4, (byte) 0xff);
        tree.tree().bytes("/sys/bus/pci/devices/" + FIRST + "/config", config);

        assertThat(health(FIRST)).isEqualTo(FunctionHealth.OK);
    }

    @Test
    void aFunctionThatIsNotReadyAfterAResetDoesNotAnswer() throws HostFileException {
        ones(FIRST);
        byte[] config = new byte[64];
        Arrays.fill(config, (byte) 0xff);
        config[0] = 1;
        config[1] = 0;
        tree.tree().bytes("/sys/bus/pci/devices/" + FIRST + "/config", config);

        assertThat(health(FIRST)).isEqualTo(FunctionHealth.NO_ANSWER);
    }

    @Test
    void aSleepingFunctionIsNotAskedAndHasNoProblem() throws HostFileException {
        tree.tree().remove(tree.directory(FIRST) + "/config").remove(tree.directory(SECOND) + "/config");
        tree.attribute(FIRST, "power/runtime_status", "suspended\n")
                .attribute(FIRST, "power_state", "D3cold\n")
                .attribute(SECOND, "power/runtime_status", "suspended\n")
                .attribute(SECOND, "power_state", "D3hot\n");

        assertThat(health(FIRST)).isEqualTo(FunctionHealth.D3COLD);
        assertThat(health(SECOND)).isEqualTo(FunctionHealth.SUSPENDED);
        assertThat(bus.group(7).orElseThrow().problems()).isEmpty();
    }

    @Test
    void aKernelWithoutRuntimePowerManagementShowsAFunctionWithoutPower() throws HostFileException {
        ones(FIRST);
        tree.attribute(FIRST, "power_state", "D3cold\n");

        assertThat(health(FIRST)).isEqualTo(FunctionHealth.D3COLD);
    }

    @Test
    void aFunctionThatWasLostAtAChangeOfPowerDoesNotSleep() throws HostFileException {
        ones(FIRST);
        tree.attribute(FIRST, "power/runtime_status", "active\n").attribute(FIRST, "power_state", "D3cold\n");

        assertThat(health(FIRST)).isEqualTo(FunctionHealth.NO_ANSWER);
    }

    @Test
    void anUnreadableConfigurationSpaceIsAProblemButTheGroupKeepsItsFingerprint() throws HostFileException {
        IommuGroup before = bus.group(7).orElseThrow();
        tree.attribute(FIRST, "config", "short");

        IommuGroup after = bus.group(7).orElseThrow();

        assertThat(after.problems()).singleElement().asString().contains(FIRST, "config", "5 bytes");
        assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
        assertThat(after.member(PciAddress.parse(FIRST)).orElseThrow().health()).isNull();
    }

    @Test
    void aGroupWithoutAReadableMemberIsAnErrorAndAGroupWithoutMemberIsAbsent() throws HostFileException {
        tree.attribute(LONE, "vendor", "?");
        tree.tree().directory("/sys/kernel/iommu_groups/9/devices");

        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> bus.groupOf(PciAddress.parse(LONE)))
                .withMessageContaining(LONE);
        assertThat(bus.group(9)).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new IommuGroup(9, List.of(), List.of(), List.of()));
    }

    @Test
    void aFunctionThatIsNotOnTheBusIsGone() throws HostFileException {
        assertThat(health("0000:09:00.0")).isEqualTo(FunctionHealth.GONE);
    }

    @Test
    void aMemberThatIsNoPciFunctionIsAProblem() {
        tree.tree().directory("/sys/kernel/iommu_groups/7/devices/AMDI0020:00");

        assertThat(bus.inventory().groups().get(0).problems())
                .singleElement()
                .asString()
                .contains("AMDI0020:00", "not a PCI function");
    }

    @Test
    void aMemberThatVanishesWhileItIsReadIsAProblem() {
        tree.tree().link("/sys/kernel/iommu_groups/7/devices/0000:02:01.2", "../../../../bus/pci/devices/0000:02:01.2");

        assertThat(bus.inventory().groups().get(0).problems())
                .singleElement()
                .asString()
                .contains("0000:02:01.2", "ENOENT");
    }

    @Test
    void aReservedRegionThatMakesNoSenseIsAProblem() {
        tree.tree().file("/sys/kernel/iommu_groups/7/reserved_regions", "0xfee00000 msi\n");

        assertThat(bus.inventory().groups().get(0).problems())
                .singleElement()
                .asString()
                .contains("reserved_regions", "a start, an end and a type");
    }

    @Test
    void aGroupThatVfioMadeUpIsAProblem() {
        tree.tree().file("/sys/kernel/iommu_groups/8/name", "vfio-noiommu\n");

        assertThat(bus.inventory().groups().get(1).problems())
                .singleElement()
                .asString()
                .contains("enable_unsafe_noiommu_mode");
    }

    @Test
    void aGroupOfWhichNothingCanBeReadIsAProblemOfTheHost() {
        tree.attribute(LONE, "vendor", "?");
        tree.tree()
                .directory("/sys/kernel/iommu_groups/9/devices")
                .file("/sys/kernel/iommu_groups/9/reserved_regions", "");

        PciInventory inventory = bus.inventory();

        assertThat(inventory.groups()).extracting(IommuGroup::number).containsExactly(7);
        assertThat(inventory.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("group 8", LONE),
                        problem -> assertThat(problem).contains("group 9", "no member"));
    }

    @Test
    void aFunctionThatItsGroupDoesNotListIsAProblemOfTheHost() {
        tree.tree().remove("/sys/kernel/iommu_groups/7/devices/" + FIRST);

        assertThat(bus.inventory().problems()).singleElement().asString().contains(FIRST, "does not list");
    }

    @Test
    void strayNamesAreProblemsOfTheHost() {
        tree.tree().directory("/sys/kernel/iommu_groups/seven").directory("/sys/bus/pci/devices/banana");

        assertThat(bus.inventory().problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("iommu_groups/seven"),
                        problem -> assertThat(problem).contains("banana"));
        assertThat(bus.inventory().groups()).hasSize(2);
    }

    @Test
    void aGroupLinkThatMakesNoSenseIsAnError() {
        tree.tree().link("/sys/bus/pci/devices/" + FIRST + "/iommu_group", "../seven");

        assertThatExceptionOfType(HostFileException.class)
                .isThrownBy(() -> bus.groupOf(PciAddress.parse(FIRST)))
                .withMessageContaining("\"seven\"");
    }

    private void ones(String address) {
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 0xff);
        tree.tree().bytes("/sys/bus/pci/devices/" + address + "/config", ones);
    }

    private FunctionHealth health(String address) throws HostFileException {
        return bus.health(PciAddress.parse(address));
    }
}

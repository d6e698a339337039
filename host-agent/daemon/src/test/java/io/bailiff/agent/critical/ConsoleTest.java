// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.CHIPSET;
import static io.bailiff.agent.api.Refusal.Code.CONSOLE;
import static io.bailiff.agent.api.Refusal.Code.RESERVED_REGION;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.Refusal;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {

    private static final String FIRST = "0000:07:00.0";
    private static final String SECOND = "0000:08:00.0";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.endpointBehindPort("0000:00:1d.0", FIRST, "10de:1b80", "030000", 7);
    }

    @Test
    void theOnlyDisplayIsRefusedWhereTheConsoleIsOnIt() {
        console("tty0\n");

        assertThat(host.codes(FIRST)).containsExactly(CONSOLE);
        assertThat(host.reasons(FIRST))
                .containsExactly(FIRST + " has the screen with console tty0; without group 7 the host has no console"
                        + " for logins, boot messages and panics");
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void withASerialConsoleTheDisplayIsNotRefused() {
        console("tty0 ttyS0\n");
        assertThat(host.refusals(FIRST)).isEmpty();

        console("hvc0\n");
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void ofTwoDisplaysTheOneThatTheHostWasBootedWithIsRefused() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "10de:1b80", "030000", 8);
        host.pci().attribute(FIRST, "boot_vga", "0\n").attribute(SECOND, "boot_vga", "1\n");
        console("tty0\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void ofTwoDisplaysWithoutABootDisplayBothAreUnknown() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "10de:1b80", "030200", 8);
        console("tty0\n");

        assertThat(host.codes(FIRST)).containsExactly(UNKNOWN);
        assertThat(host.codes(SECOND)).containsExactly(UNKNOWN);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void theMarkOfNewKernelsForTheBootDisplayCountsForDisplaysOfAnyClass() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "10de:1b80", "038000", 8);
        host.tree().file(host.pci().directory(SECOND) + "/drm/card1/boot_display", "1\n");
        host.pci().attribute(SECOND, "boot_display", "1\n");
        console("tty0\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void anUnreadableConsoleMakesDisplaysAndSerialFunctionsUnknown() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "8086:a13d", "070002", 8);
        host.tree().remove("/sys/class/tty/console/active");

        assertThat(host.codes(FIRST)).containsExactly(UNKNOWN);
        assertThat(host.codes(SECOND)).containsExactly(UNKNOWN);
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void theConsoleCanBeGivenUpByConsent() {
        console("tty0\n");

        assertThat(host.refusals(FIRST)).singleElement().matches(Refusal::isOverridable);
    }

    @Test
    void aSerialPortOnPciIsRefusedAsTheOnlyConsole() {
        serial(SECOND, 8, "ttyS4");
        console("ttyS4\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void aScreenAndASerialPortOnPciSpareOneAnother() {
        serial(SECOND, 8, "ttyS4");
        console("tty0 ttyS4\n");

        assertThat(host.refusals(SECOND)).isEmpty();
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void allConsolesInOneGroupAreRefused() {
        serial(SECOND, 8, "ttyS4");
        host.pci().group(7, FIRST, SECOND);
        console("tty0 ttyS4\n");

        assertThat(host.refusals(FIRST))
                .extracting(refusal -> refusal.address().toString())
                .containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(host.codes(FIRST)).containsExactly(CONSOLE);
    }

    @Test
    void aUsbSerialConsoleIsOnTheUsbController() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "1b21:2142", "0c0330", 8);
        terminal(host.pci().directory(SECOND) + "/usb1/1-1/1-1:1.0/ttyUSB0/tty/ttyUSB0");
        console("ttyUSB0\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
    }

    @Test
    void aConsoleWithoutATerminalMayBeOnAnySerialFunction() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "8086:a13d", "070002", 8);
        console("ttyS4\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void aConsoleOnTheBoardIsEnough() {
        terminal("/sys/devices/platform/serial8250/tty/ttyS0");
        serial(SECOND, 8, "ttyS4");
        host.pci().group(7, FIRST, SECOND);
        console("tty0 ttyS4 ttyS0\n");

        assertThat(host.refusals(FIRST)).isEmpty();
    }

    @Test
    void aVirtioConsoleIsOnTheFunctionWithTheVirtioPorts() {
        host.endpointBehindPort("0000:00:1d.1", SECOND, "1af4:1043", "078000", 8);
        terminal("/sys/devices/virtual/tty/hvc0");
        new FakeProcesses(host.tree())
                .device("virtio-ports", host.pci().directory(SECOND) + "/virtio2/virtio-ports/vport2p0");
        console("hvc0\n");

        assertThat(host.codes(SECOND)).containsExactly(CONSOLE);
    }

    @Test
    void theConsoleThatDiscardsAllOutputCountsAsNone() {
        console("tty0 ttynull0\n");

        assertThat(host.codes(FIRST)).containsExactly(CONSOLE);
    }

    @Test
    void aNetconsoleCountsWhereNoOtherConsoleIsActive() {
        host.netInterface(NIC, "eth0");
        host.tree()
                .file("/sys/kernel/config/netconsole/log/enabled", "1\n")
                .file("/sys/kernel/config/netconsole/log/dev_name", "eth0\n");
        console("ttynull\n");
        assertThat(host.codes(NIC)).containsExactly(CONSOLE);

        console("ttyS0\n");
        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aDisabledNetconsoleIsNone() {
        host.netInterface(NIC, "eth0");
        host.tree()
                .file("/sys/kernel/config/netconsole/log/enabled", "0\n")
                .file("/sys/kernel/config/netconsole/log/dev_name", "eth0\n");
        console("\n");

        assertThat(host.refusals(NIC)).isEmpty();
    }

    @Test
    void aDirectReservedRegionIsRefusedAndARelaxableOneIsNot() {
        host.tree()
                .file(
                        "/sys/kernel/iommu_groups/7/reserved_regions",
                        "0x00000000000a0000 0x00000000000bffff direct-relaxable\n");
        assertThat(host.refusals(FIRST)).isEmpty();

        host.tree()
                .file("/sys/kernel/iommu_groups/7/reserved_regions", "0x00000000000a0000 0x00000000000bffff direct\n");
        assertThat(host.codes(FIRST)).containsExactly(RESERVED_REGION);
        assertThat(host.reasons(FIRST)).singleElement().asString().contains("0x00000000000a0000");
    }

    @Test
    void hostBridgesAndIsaBridgesStayThoughTheyHaveTheHeaderOfAnEndpoint() {
        host.pci().endpoint("pci0000:00", "0000:00:00.0", "8086:29c0", "060000").group(30, "0000:00:00.0");
        host.pci().endpoint("pci0000:00", "0000:00:1f.0", "8086:2918", "060100").group(31, "0000:00:1f.0");

        assertThat(host.codes("0000:00:00.0")).containsExactly(CHIPSET);
        assertThat(host.reasons("0000:00:00.0"))
                .containsExactly("0000:00:00.0 is a host bridge or an ISA bridge, part of the chipset");
        assertThat(host.codes("0000:00:1f.0")).containsExactly(CHIPSET);
    }

    @Test
    void whatCannotBeReadOfTheGroupIsARefusal() {
        host.pci().attribute(FIRST, "numa_node", "banana\n");

        assertThat(host.codes(FIRST)).containsExactly(UNKNOWN);
        assertThat(host.reasons(FIRST)).singleElement().asString().contains("banana");
    }

    @Test
    void aProblemOfOneMemberIsARefusalOfThatMember() {
        host.pci().bridge("pci0000:00/0000:00:1d.0", "0000:01:00.0").group(7, "0000:01:00.0", FIRST);
        host.pci().attribute(FIRST, "numa_node", "banana\n");

        assertThat(host.refusals(FIRST))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.address()).hasToString(FIRST));
    }

    private void serial(String address, int group, String terminal) {
        host.endpointBehindPort("0000:00:1d.1", address, "8086:a13d", "070002", group);
        terminal(host.pci().directory(address) + "/tty/" + terminal);
    }

    private void terminal(String directory) {
        new FakeProcesses(host.tree()).device("tty", directory);
    }

    private void console(String active) {
        host.tree().file("/sys/class/tty/console/active", active);
    }
}

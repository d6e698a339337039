// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static io.bailiff.agent.api.Refusal.Code.CHIPSET;
import static io.bailiff.agent.api.Refusal.Code.CONSOLE;
import static io.bailiff.agent.api.Refusal.Code.RESERVED_REGION;
import static io.bailiff.agent.api.Refusal.Code.UNKNOWN;
import static io.bailiff.agent.critical.FakeHost.NIC;
import static org.assertj.core.api.Assertions.assertThat;

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
                .containsExactly(FIRST + " is the only display of the host and shows the host's only console");
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
    void anUnreadableConsoleMakesDisplaysUnknown() {
        host.tree().remove("/sys/class/tty/console/active");

        assertThat(host.codes(FIRST)).containsExactly(UNKNOWN);
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

    private void console(String active) {
        host.tree().file("/sys/class/tty/console/active", active);
    }
}

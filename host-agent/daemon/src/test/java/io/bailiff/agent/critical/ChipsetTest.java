// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.PlannedStep.Action;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.group.DetachPlanner;
import io.bailiff.agent.group.HostConfigurationReader;
import io.bailiff.agent.group.VfioDriverChoice;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root ports behind a host bridge without ACS: a NIC and a Wi-Fi card share the group of the host bridge. */
class ChipsetTest {

    private static final String HOST_BRIDGE = "0000:00:02.0";
    private static final String NIC = "0000:01:00.0";

    @TempDir
    private Path root;

    private FakeHost host;

    @BeforeEach
    void setUp() {
        host = new FakeHost(root);
        host.tree()
                .file("/proc/sys/kernel/osrelease", "6.1.0-56-amd64\n")
                .file("/lib/modules/6.1.0-56-amd64/modules.alias", "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n");
        host.pci()
                .endpoint("pci0000:00", HOST_BRIDGE, "1022:157b", "060000")
                .bridge("pci0000:00", "0000:00:02.2")
                .endpoint("pci0000:00/0000:00:02.2", NIC, "8086:1539", "020000")
                .driver(NIC, "igb")
                .group(1, HOST_BRIDGE, "0000:00:02.2", NIC);
    }

    @Test
    void aHostBridgeWithoutDriverDoesNotKeepItsGroupOnTheHost() {
        assertThat(host.codes(NIC)).isEmpty();
    }

    @Test
    void theHostBridgeStaysOnAKernelThatRefusesConflicts() {
        assertThat(steps(ConflictBehaviour.REFUSES)).containsExactly(Action.KEEP);
    }

    @Test
    void theHostBridgeIsPinnedOnAKernelThatMayPanic() {
        assertThat(steps(ConflictBehaviour.PANICS))
                .isEqualTo(steps(ConflictBehaviour.UNKNOWN))
                .containsExactly(Action.PIN, Action.PROBE, Action.VERIFY);
    }

    @Test
    void aHostBridgeWithADriverKeepsItsGroupOnTheHost() {
        host.pci().driver(HOST_BRIDGE, "amd64_edac");

        assertThat(host.codes(NIC)).containsExactly(Code.CHIPSET);
    }

    @Test
    void aHostBridgeAloneHasNothingToLend() {
        host.pci().endpoint("pci0000:00", "0000:00:00.0", "8086:3ec2", "060000").group(9, "0000:00:00.0");

        assertThat(host.codes("0000:00:00.0")).containsExactly(Code.CHIPSET);
    }

    @Test
    void anIsaBridgeKeepsItsGroupOnTheHostWithAndWithoutADriver() {
        host.pci()
                .endpoint("pci0000:00", "0000:00:1f.0", "8086:2918", "060100")
                .endpoint("pci0000:00", "0000:00:1f.2", "8086:2922", "010601")
                .driver("0000:00:1f.2", "ahci")
                .group(9, "0000:00:1f.0", "0000:00:1f.2");
        assertThat(host.codes("0000:00:1f.2")).containsExactly(Code.CHIPSET);

        host.pci().driver("0000:00:1f.0", "lpc_ich");
        assertThat(host.codes("0000:00:1f.2")).containsExactly(Code.CHIPSET);
    }

    /** Returns the planned steps of the host bridge. */
    private List<Action> steps(ConflictBehaviour behaviour) {
        try {
            PciBus bus = new PciBus(host.tree().files());
            return new DetachPlanner(
                            new VfioDriverChoice(host.tree().files()),
                            () -> behaviour,
                            new HostConfigurationReader(host.tree().files()))
                    .plan(bus.groupOf(PciAddress.parse(NIC)).orElseThrow()).steps().stream()
                            .filter(step -> step.address().toString().equals(HOST_BRIDGE))
                            .map(PlannedStep::action)
                            .toList();
        } catch (HostFileException failure) {
            throw new AssertionError(failure);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.host.LinkSettings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A NIC with a bridge, a VLAN, an MTU and virtual functions: wherever the agent ends, the next agent brings the drivers and the
 * whole configuration home, or has the group.
 */
class FrozenConfigurationTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final String NET = "/sys/class/net/enp2s1f0";

    @TempDir
    private Path state = Path.of("");

    private final SimHost host =
            SimHost.boot("host", KernelFlavour.REFUSES, SimTopology.withNetworkConfiguration(), "boot-1");

    @BeforeEach
    void configure() throws Exception {
        host.files().load("vfio-pci");
        host.files().write(NET + "/mtu", "9000");
        host.files().links().addVlan("enp2s1f0", "enp2s1f0.100", 100, LinkSettings.CUSTOMER_VLAN);
        host.files().write(NET + ".100/flags", "0x1003");
        host.files().write("/sys/bus/pci/devices/0000:02:01.1/sriov_numvfs", "2");
    }

    @ParameterizedTest
    @EnumSource(names = {"DETACH", "REATTACH"})
    void anOperationThatEndsAnywhereLosesNoConfiguration(Operation operation) throws Exception {
        try (LentGroup group = new LentGroup(host.files(), host.files(), state, PORT)) {
            CrashLoop loop = new CrashLoop(new FrozenAgent(host, state, group.atFirst(), 1), group, line -> {});

            for (Moment moment : Moment.values()) {
                assertThat(loop.kill(operation, KillPoint.every(moment))).isGreaterThan(12);
            }

            assertThat(loop.violations()).isEmpty();
        }
    }

    @Test
    void aRecoveryThatEndsAnywhereLosesNoConfiguration() throws Exception {
        try (LentGroup group = new LentGroup(host.files(), host.files(), state, PORT)) {
            CrashLoop loop = new CrashLoop(new FrozenAgent(host, state, group.atFirst(), 1), group, line -> {});

            assertThat(loop.killRecovery(Operation.REATTACH)).isGreaterThan(80);

            assertThat(loop.violations()).isEmpty();
            assertThat(host.kernel().violations()).isEmpty();
        }
    }
}

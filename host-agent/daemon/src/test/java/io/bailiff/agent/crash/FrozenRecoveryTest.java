// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recovery from a crash at every effect is itself cut off at every effect. In one process, where after the cut nothing
 * has an effect any more: {@link KilledAgentTest} shows that a killed process leaves the same behind.
 */
class FrozenRecoveryTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");

    @TempDir
    private Path state = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"DETACH", "REATTACH"})
    void aRecoveryThatIsCutOffAnywhereIsFinishedByTheNext(Operation operation) throws Exception {
        int cuts = cutEverywhere(operation, KernelFlavour.REFUSES, SimTopology.demo());

        assertThat(cuts).isGreaterThan(40);
    }

    @Test
    void alsoOnAKernelThatWouldDieOfALooseMember() throws Exception {
        assertThat(cutEverywhere(Operation.REATTACH, KernelFlavour.PANICS, SimTopology.demo()))
                .isGreaterThan(40);
    }

    @Test
    void alsoWhereTheBridgeMovesToo() throws Exception {
        assertThat(cutEverywhere(Operation.DETACH, KernelFlavour.REFUSES, SimTopology.withHotPlugBridge()))
                .isGreaterThan(70);
    }

    /** Returns how many recoveries were cut off. */
    private int cutEverywhere(Operation operation, KernelFlavour flavour, HostSpec spec) throws Exception {
        SimHost host = SimHost.boot("host", flavour, spec, "boot-1");
        try (LentGroup group = new LentGroup(host.files(), host.files(), state, PORT)) {
            // One thread takes the steps in their order: before one is the same as after the one before.
            FrozenAgent agent = new FrozenAgent(host, state, group.atFirst(), 1);
            CrashLoop loop = new CrashLoop(agent, group, line -> {});
            int cuts = loop.killRecovery(operation);
            assertThat(loop.violations()).isEmpty();
            assertThat(host.kernel().violations()).isEmpty();
            assertThat(host.kernel().crash()).isEmpty();
            return cuts;
        }
    }
}

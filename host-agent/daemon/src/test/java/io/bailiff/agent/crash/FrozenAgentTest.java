// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The agent is cut off at every effect, before it and after it, while the functions of the group move side by side. Whatever the
 * agent was doing, the next one finds the group whole on one side, and no endpoint was ever loose.
 *
 * <p>In one process, where after the cut nothing has an effect any more: {@link KilledAgentTest} shows for each kind of
 * effect that a killed process leaves the same behind.
 */
class FrozenAgentTest {

    private static final PciAddress PORT = PciAddress.parse("0000:02:01.0");
    private static final int FUNCTION_THREADS = 4;

    @TempDir
    private Path state = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "DETACH,   BEFORE, REFUSES, 15",
        "DETACH,   AFTER,  REFUSES, 15",
        "REATTACH, BEFORE, REFUSES, 14",
        "REATTACH, AFTER,  REFUSES, 14",
        "DETACH,   BEFORE, PANICS,  15",
        "DETACH,   AFTER,  PANICS,  15",
        "REATTACH, BEFORE, PANICS,  14",
        "REATTACH, AFTER,  PANICS,  14"
    })
    void anOperationThatIsCutOffAtAnyEffectLeavesTheGroupWhole(
            Operation operation, Moment moment, KernelFlavour flavour, int fewest) throws Exception {
        SimHost host = SimHost.boot("host", flavour, SimTopology.demo(), "boot-1");
        try (LentGroup group = new LentGroup(host.files(), host.files(), state, PORT)) {
            FrozenAgent agent = new FrozenAgent(host, state, group.atFirst(), FUNCTION_THREADS);
            CrashLoop loop = new CrashLoop(agent, group, line -> {});

            int cuts = loop.kill(operation, KillPoint.every(moment));

            assertThat(loop.violations()).isEmpty();
            assertThat(cuts)
                    .as("3 or 4 writes per port, 5 operations per journal")
                    .isGreaterThanOrEqualTo(fewest);
        }
        assertThat(host.kernel().violations()).isEmpty();
        assertThat(host.kernel().crash()).isEmpty();
    }
}

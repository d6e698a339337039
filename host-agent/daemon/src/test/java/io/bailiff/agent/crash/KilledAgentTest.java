// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The agent's process is killed, and a simulated kernel in this process lives on. Whatever the agent was doing, a new process
 * finds the group whole on one side, and no endpoint was ever loose.
 *
 * <p>Killed at one effect of each kind, before it or after it; with {@code -Dbailiff.kill=half} at half of these, and with {@code
 * -Dbailiff.kill=every} at every effect, which takes half an hour. {@link FrozenAgentTest} and {@link FrozenRecoveryTest} show the same for every effect, without processes.
 * {@code -Dbailiff.seed} chooses the same effects again.
 *
 * <p>Side by side, each with a host of its own: most of the time goes into starting Java.
 */
@Tag("jdk")
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class KilledAgentTest {

    /** A port of a dual-port NIC in a group with the bridge in front of it. */
    private static final String PORT = "0000:02:01.0";

    private static final String EXTENT = System.getProperty("bailiff.kill", "sample");
    private static final boolean EVERYWHERE = EXTENT.equals("every");
    private static final long SEED = Long.getLong("bailiff.seed", new Random().nextInt(1_000_000_000));

    @TempDir
    private static Path archived = Path.of("");

    private static List<String> classes = List.of();

    @TempDir
    private Path state = Path.of("");

    private final SimHost host = SimHost.demo(KernelFlavour.REFUSES);
    private @Nullable Lane lane;

    /** An agent that nobody kills has loaded the classes of all operations when it ends. */
    @BeforeAll
    static void archiveTheClasses(@TempDir Path state) throws Exception {
        ClassArchive archive = new ClassArchive(archived);
        try (Lane first = new Lane(SimHost.demo(KernelFlavour.REFUSES), state, archive.writing())) {
            for (Operation operation : Operation.values()) {
                assertThat(first.agent
                                .run(operation, End.SIGKILL, KillPoint.NEVER)
                                .exitCode())
                        .isZero();
            }
        }
        classes = archive.reading();
    }

    @BeforeEach
    void serveTheHost() throws Exception {
        lane = new Lane(host, state, classes);
    }

    @AfterEach
    void nothingWasEverLoose() throws Exception {
        lane().close();
        assertThat(host.kernel().violations()).isEmpty();
        assertThat(host.kernel().crash()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"DETACH", "REATTACH"})
    void anOperationThatIsKilledLeavesTheGroupWhole(Operation operation) throws Exception {
        if (EVERYWHERE) {
            for (Moment moment : Moment.values()) {
                assertThat(lane().loop.kill(operation, KillPoint.every(moment))).isGreaterThan(12);
            }
        } else {
            List<KillPoint> sample = lane().sample.of(operation);
            assertThat(sample)
                    .as("3 kinds of writes per port, 5 kinds of operations per journal")
                    .hasSizeGreaterThanOrEqualTo(8);
            List<KillPoint> chosen = chosen(sample);
            assertThat(lane().loop.kill(operation, chosen)).isEqualTo(chosen.size());
        }
        assertThat(lane().loop.violations()).isEmpty();
    }

    @Test
    void aRecoveryThatIsKilledIsFinishedByTheNext() throws Exception {
        List<Operation> crashed = List.of(Operation.DETACH, Operation.REATTACH);
        if (EVERYWHERE) {
            for (Operation operation : crashed) {
                assertThat(lane().loop.killRecovery(operation)).isGreaterThan(40);
            }
        } else {
            List<RecoveryKill> sample = lane().sample.ofRecovery(crashed);
            assertThat(sample).hasSizeGreaterThanOrEqualTo(8);
            for (RecoveryKill at : chosen(sample)) {
                assertThat(lane().loop.killRecovery(at)).as(at.toString()).isTrue();
            }
        }
        assertThat(lane().loop.violations()).isEmpty();
    }

    /** Returns all of a sample, or every second place of it. */
    private static <T> List<T> chosen(List<T> sample) {
        int first = (int) (SEED % 2);
        return EXTENT.equals("half")
                ? IntStream.range(0, sample.size())
                        .filter(place -> place % 2 == first)
                        .mapToObj(sample::get)
                        .toList()
                : sample;
    }

    private Lane lane() {
        return Objects.requireNonNull(lane);
    }

    /** A simulated host, an agent that works on it from other processes, and its group. */
    private static final class Lane implements AutoCloseable {

        private final LentGroup group;
        private final AgentProcess agent;
        private final CrashLoop loop;
        private final KillSample sample;

        Lane(SimHost host, Path state, List<String> classes) throws Exception {
            // Modules are not the agent's effects, and in its process nobody could load one into this kernel.
            host.files().load("vfio-pci");
            group = new LentGroup(host.files(), host.files(), state, PciAddress.parse(PORT));
            agent = AgentProcess.onSimulatedHost(host.files(), state, PORT, classes);
            loop = new CrashLoop(agent, group, System.out::println);
            sample = new KillSample(agent, group, new Random(SEED));
            System.out.printf("Places to die chosen by seed %d%n", SEED);
        }

        @Override
        public void close() throws IOException {
            agent.close();
            group.close();
        }
    }
}

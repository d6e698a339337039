package io.bailiff.agent.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.RemoteSimFiles;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The agent's process is killed at every effect, and a simulated kernel in this process lives on. Whatever it was doing, a
 * fresh process finds the group whole on one side, and no endpoint was ever loose.
 *
 * <p>Side by side, each with a host of its own: most of the time goes into starting Java.
 */
@Execution(ExecutionMode.CONCURRENT)
class KilledAgentTest {

    /** A port of a dual-port NIC in a group with the bridge in front of it. */
    private static final String PORT = "0000:02:01.0";

    @TempDir
    private Path state = Path.of("");

    private final ThreadClock clock = new ThreadClock();
    private final SimMachine machine =
            SimMachine.demo("crash", KernelFlavour.REFUSES, "b0071d", GuestTimings.instant(), clock);
    private @Nullable Lane lane;

    @BeforeEach
    void serveTheHost() throws Exception {
        lane = new Lane(machine, state);
    }

    @AfterEach
    void nothingWasEverLoose() {
        lane().close();
        clock.close();
        assertThat(machine.host().kernel().violations()).isEmpty();
        assertThat(machine.host().kernel().crash()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aDetachThatIsKilledAtAnyEffectLeavesTheGroupWhole(Moment moment) throws Exception {
        int effects = lane().loop.killDetach(moment);

        assertThat(lane().loop.violations()).isEmpty();
        assertThat(effects)
                .as("3 writes per port, 4 operations per journal, a directory")
                .isGreaterThanOrEqualTo(15);
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aReattachThatIsKilledAtAnyEffectLeavesTheGroupWhole(Moment moment) throws Exception {
        int effects = lane().loop.killReattach(moment);

        assertThat(lane().loop.violations()).isEmpty();
        assertThat(effects)
                .as("4 writes per port, a journal written and removed")
                .isGreaterThanOrEqualTo(14);
    }

    private Lane lane() {
        return Objects.requireNonNull(lane);
    }

    /** A simulated host, an agent that works on it from other processes, and its group. */
    private static final class Lane implements AutoCloseable {

        private final SimServer server;
        private final LentGroup group;
        private final CrashLoop loop;

        Lane(SimMachine machine, Path state) throws Exception {
            server = SimServer.start(0, List.of(machine), new FileAccessListener() {});
            RemoteSimFiles files = new RemoteSimFiles(server.host("crash"));
            group = new LentGroup(files, files, state, PciAddress.parse(PORT));
            String watched = group.watched().stream().map(PciAddress::toString).collect(Collectors.joining(","));
            AgentProcess agent = new AgentProcess(
                    List.of("--sim", server.host("crash").toString(), "--state", state.toString()), watched);
            loop = new CrashLoop(agent, group, PORT, System.out::println);
        }

        @Override
        public void close() {
            group.close();
            server.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.cli.CommandRun;
import io.bailiff.agent.cli.ExitCode;
import io.bailiff.agent.sim.FileAccessListener;
import io.bailiff.agent.sim.GuestTimings;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.sim.SimServer;
import io.bailiff.agent.sim.ThreadClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7990", "7990", "127.0.0.1:banana", "127.0.0.1:70000", "example.org:80"})
    void itListensOnLoopbackOnly(String listen) {
        CommandRun run = CommandRun.of(BailiffSim.commandLine(), "simulate", "--listen", listen);
        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(run.err()).contains("--listen " + listen);
    }

    @Test
    void aHostsNameMustFitIntoAnAddress() {
        CommandRun run =
                CommandRun.of(BailiffSim.commandLine(), "simulate", "--listen", "127.0.0.1:0", "--hosts", "a/b");
        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(run.err()).contains("\"a/b\"");
    }

    @Test
    void twoHostsOfOneNameAreRefused() {
        CommandRun run =
                CommandRun.of(BailiffSim.commandLine(), "simulate", "--listen", "127.0.0.1:0", "--hosts", "a,a");
        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(run.err()).contains("--hosts");
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws IOException {
        try (ThreadClock clock = new ThreadClock();
                SimServer server = serve(clock)) {
            CommandRun run =
                    CommandRun.of(BailiffSim.commandLine(), "simulate", "--listen", "127.0.0.1:" + server.port());
            assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT.number());
            assertThat(run.err()).contains("127.0.0.1:" + server.port());
        }
    }

    @Test
    void theOtherCommandsWorkOnASimulatedHost(@TempDir Path state) throws IOException {
        try (ThreadClock clock = new ThreadClock();
                SimServer server = serve(clock)) {
            CommandRun run = CommandRun.of(
                    BailiffSim.commandLine(),
                    "plan",
                    "--sim",
                    server.host("sim-a").toString(),
                    "--state",
                    state.toString(),
                    "0000:02:01.0");
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK.number());
            assertThat(run.out()).contains("Group 7").contains("unbind from e1000");
        }
    }

    private static SimServer serve(ThreadClock clock) throws IOException {
        SimMachine machine = SimMachine.demo("sim-a", KernelFlavour.REFUSES, "boot", GuestTimings.instant(), clock);
        return SimServer.start(0, List.of(machine), new FileAccessListener() {});
    }
}

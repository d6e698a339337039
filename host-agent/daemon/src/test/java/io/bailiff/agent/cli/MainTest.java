// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

class MainTest {

    @Test
    void aMissingOrUnknownCommandIsBadInputAndNamesTheHelp() {
        CommandRun missing = CommandRun.of();
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("A command is missing.\n`bailiff-agent --help` shows the usage.\n");

        assertThat(CommandRun.of("dance").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("dance").err()).contains("dance").hasLineCount(2);
    }

    @Test
    void helpListsTheExitCodes() {
        CommandRun help = CommandRun.of("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Exit codes:", "  5   ", "  6   ").contains("--root", "--state", "--json");
    }

    @Test
    void optionsWorkBeforeAndAfterTheCommand() {
        assertThat(run(() -> 0, "--json", "try", "0000:02:01.0").out()).isEqualTo("0000:02:01.0 json=true\n");
        assertThat(run(() -> 0, "try", "0000:02:01.0", "--json").out()).isEqualTo("0000:02:01.0 json=true\n");
        assertThat(run(() -> 0, "try", "0000:02:01.0").out()).isEqualTo("0000:02:01.0 json=false\n");
    }

    @Test
    void anAddressMayBeSpelledAsLspciPrintsIt() {
        assertThat(run(() -> 0, "try", "02:01.0").out()).startsWith("0000:02:01.0 ");
    }

    @Test
    void anInvalidAddressIsBadInputAndShowsAnExample() {
        CommandRun run = run(() -> 0, "try", "banana");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("ADDRESS", "\"banana\"", "0000:02:01.1").hasLineCount(2);
    }

    @Test
    void aFailurePrintsTwoLinesAndReturnsItsExitCode() {
        CommandRun run = run(
                () -> {
                    throw new CommandFailure(ExitCode.STUCK, "It is stuck.", "Pull it out.");
                },
                "try",
                "0000:02:01.0");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).isEqualTo("It is stuck.\nPull it out.\n");
    }

    @Test
    void aDeniedFileAndAnAbsentFileHaveDifferentExitCodes() {
        assertThat(runFailing(HostError.DENIED).exitCode()).isEqualTo(6);
        assertThat(runFailing(HostError.DENIED).err()).contains("/sys/x").hasLineCount(2);
        assertThat(runFailing(HostError.NO_ENTRY).exitCode()).isEqualTo(1);
    }

    @Test
    void aDefectPrintsAStackTrace() {
        CommandRun run = run(
                () -> {
                    throw new IllegalStateException("oops");
                },
                "try",
                "0000:02:01.0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("oops", "at io.bailiff.agent.cli.MainTest");
    }

    private static CommandRun runFailing(HostError error) {
        return run(
                () -> {
                    throw new HostFileException(error, "/sys/x", "no");
                },
                "try",
                "0000:02:01.0");
    }

    private static CommandRun run(Callable<Integer> body, String... arguments) {
        CommandLine command = Main.commandLine();
        command.addSubcommand(
                new CommandLine(new Try(body)).registerConverter(PciAddress.class, new GroupLookup.AddressConverter()));
        command.setExecutionExceptionHandler(new Failures()).setParameterExceptionHandler(new Failures());
        return CommandRun.of(command, arguments);
    }

    @Command(name = "try")
    private static final class Try implements Callable<Integer> {

        private final Callable<Integer> body;

        @ParentCommand
        private Main main = new Main();

        @Parameters(paramLabel = "ADDRESS")
        private PciAddress address = PciAddress.parse("0000:00:00.0");

        Try(Callable<Integer> body) {
            this.body = body;
        }

        @Override
        public Integer call() throws Exception {
            int code = body.call();
            main.out().println(address + " json=" + main.host().json());
            main.out().flush();
            return code;
        }
    }
}

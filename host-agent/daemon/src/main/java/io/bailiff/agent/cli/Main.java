// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bailiff-agent}. */
@Command(
        name = "bailiff-agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentVersion.class,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Lends this host's PCI devices to guests, one IOMMU group at a time.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InspectCommand.class,
            PlanCommand.class,
            DetachCommand.class,
            ReattachCommand.class,
            RecoverCommand.class,
            JoinCommand.class,
            RunCommand.class,
            DoctorCommand.class,
            UnknownsCommand.class,
            AnswerCommand.class,
            ForgetAnswerCommand.class,
            AcknowledgeHealthCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:unexpected failure",
            "2:the command line is invalid, or names something absent",
            "3:refused: the host needs the group, the group is in use, or consent is missing",
            "4:failed, and everything is as before",
            "5:stuck: failed, and could not be undone",
            "6:this host cannot lend devices: no IOMMU, no vfio, or not root"
        })
public final class Main implements Runnable {

    @Mixin
    private final HostOptions host;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Main() {
        this(HostAccess.thisMachine(), CommandEnvironment.standard());
    }

    private Main(HostAccess access, CommandEnvironment environment) {
        this.host = new HostOptions(access, environment);
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line, ready for execution; tests set the output. */
    static CommandLine commandLine() {
        return commandLine(HostAccess.thisMachine(), CommandEnvironment.standard());
    }

    /**
     * Returns the command line for another host, with another environment.
     *
     * @param more additional commands beside the agent's own commands
     */
    public static CommandLine commandLine(HostAccess access, CommandEnvironment environment, Object... more) {
        Failures failures = new Failures();
        CommandLine line = new CommandLine(new Main(access, environment));
        List.of(more).forEach(line::addSubcommand);
        // Picocli applies these settings only to subcommands that exist already.
        return line.registerConverter(PciAddress.class, new GroupLookup.AddressConverter())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    /** Returns the directory of the agent's journals. */
    public Path state() {
        return host.state();
    }

    /** Returns the host options, for commands with {@code @ParentCommand}. */
    HostOptions host() {
        return host;
    }

    /** Returns the writer for the result of a command. */
    public PrintWriter out() {
        return new TerminalWriter(spec.commandLine().getOut());
    }

    PrintWriter err() {
        return new TerminalWriter(spec.commandLine().getErr());
    }
}

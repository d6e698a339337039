package io.bailiff.agent.demo;

import io.bailiff.agent.cli.CommandEnvironment;
import io.bailiff.agent.cli.Main;
import picocli.CommandLine;

/** {@code bailiff-sim}: simulated hosts, and the agent's commands on them. */
public final class BailiffSim {

    private BailiffSim() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to be executed; tests set its output. */
    static CommandLine commandLine() {
        CommandLine agent = Main.commandLine(new SimulatedHost(), CommandEnvironment.standard(), new SimulateCommand());
        agent.setCommandName("bailiff-sim");
        agent.getCommandSpec()
                .usageMessage()
                .description("Serves simulated hosts, and works on them as bailiff-agent works on a real one.");
        return agent;
    }
}

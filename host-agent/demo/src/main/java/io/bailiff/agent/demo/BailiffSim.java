// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.demo;

import io.bailiff.agent.cli.CommandEnvironment;
import io.bailiff.agent.cli.Main;
import picocli.CommandLine;

/** {@code bailiff-sim}: simulated hosts, and the agent's commands for the simulated hosts. */
public final class BailiffSim {

    private BailiffSim() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Returns the command line, ready for execution; tests set the output. */
    static CommandLine commandLine() {
        CommandLine agent = Main.commandLine(new SimulatedHost(), CommandEnvironment.standard(), new SimulateCommand());
        agent.setCommandName("bailiff-sim");
        agent.getCommandSpec()
                .usageMessage()
                .description("Serves simulated hosts, and runs the commands of bailiff-agent on a simulated host.");
        return agent;
    }
}

package io.bailiff.agent.cli;

import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.guard.GuardPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options for the guard's answer to claims on the host. */
final class GuardOptions {

    @Option(
            names = "--guard",
            paramLabel = "POLICY",
            defaultValue = "hold",
            description =
                    "What to do when something on this host wants to take a function of a lent group: hold it until"
                            + " the guest has let go, deny it, or only observe it (default: ${DEFAULT-VALUE}).")
    private Policy policy = Policy.HOLD;

    @Option(
            names = "--guard-exempt",
            paramLabel = "UNIT",
            description = "A systemd unit whose processes are never held or denied: rescue.service. Repeatable.")
    private List<String> exemptUnits = List.of();

    @Option(
            names = "--settling",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the host has, once its claim is let through, to bind the function before the agent"
                    + " gives the group back by itself (default: ${DEFAULT-VALUE}).")
    private int settling = 30;

    GuardPolicy policy() {
        if (settling < 0 || settling > 3600) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "--settling " + settling + " makes no sense.", "Give 0 to 3600 seconds.");
        }
        return new GuardPolicy(policy, Set.copyOf(exemptUnits), Duration.ofSeconds(settling));
    }
}

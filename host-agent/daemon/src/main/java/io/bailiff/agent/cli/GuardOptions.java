// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.guard.GuardPolicy.UnknownFunction;
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
                    "The reaction to a claim on a lent group: hold the claim until the guest has released the group,"
                            + " deny the claim, or only observe the claim (default: ${DEFAULT-VALUE}).")
    private Policy policy = Policy.HOLD;

    @Option(
            names = "--guard-exempt",
            paramLabel = "UNIT",
            description = "A systemd unit with processes that are never held or denied: rescue.service. Repeatable.")
    private List<String> exemptUnits = List.of();

    @Option(
            names = "--settling",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "The time for the host to bind the function after the claim is let through. Then the agent"
                    + " reattaches the group (default: ${DEFAULT-VALUE}).")
    private int settling = 30;

    @Option(
            names = "--guard-unknown",
            paramLabel = "REACTION",
            defaultValue = "refuse",
            description =
                    "The reaction to an open of a control file that may take a lent function, if the agent cannot see which"
                            + " function is written: refuse the open, or hold the open until an operator decides. No guest is asked to"
                            + " release a group because of such an open (default: ${DEFAULT-VALUE}).")
    private UnknownFunction unknown = UnknownFunction.REFUSE;

    GuardPolicy policy() {
        if (settling < 0 || settling > 3600) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "--settling " + settling + " is out of range.", "Give 0 to 3600 seconds.");
        }
        return new GuardPolicy(policy, Set.copyOf(exemptUnits), Duration.ofSeconds(settling), unknown);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.health.KnownHealth;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent acknowledge-health}: acknowledges the health events of a function on this host. */
@Command(
        name = "acknowledge-health",
        description =
                "Acknowledge the health events of a function. The function can be lent again, until the next event.")
final class AcknowledgeHealthCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(paramLabel = "ADDRESS", description = "The function, as shown by `doctor`.")
    private PciAddress function = PciAddress.parse("0000:00:00.0");

    @Override
    public Integer call() {
        main.host().requireRoot("acknowledge health events");
        List<HealthEvent> events = events();
        if (events.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    function + " has no health event without an acknowledgement.",
                    "`bailiff-agent doctor` lists the health events.");
        }
        acknowledge(events);
        main.out()
                .println(
                        main.host().json()
                                ? Json.of(events)
                                : "Acknowledged: "
                                        + String.join(
                                                "; ",
                                                events.stream()
                                                        .map(HealthEvent::sentence)
                                                        .toList())
                                        + ".");
        main.out().flush();
        return ExitCode.OK.number();
    }

    private List<HealthEvent> events() {
        KnownHealth known = main.host().health().read();
        if (known.problem() != null) {
            throw failure(known.problem());
        }
        return known.of(function);
    }

    private void acknowledge(List<HealthEvent> events) {
        try {
            main.host()
                    .health()
                    .acknowledge(events.stream().map(HealthEvent::id).toList());
        } catch (IOException failure) {
            throw failure(String.valueOf(failure.getMessage()));
        }
    }

    private static CommandFailure failure(String why) {
        return new CommandFailure(
                ExitCode.UNEXPECTED,
                "The health events cannot be acknowledged: " + why,
                "Remove the cause, then repeat the command.");
    }
}

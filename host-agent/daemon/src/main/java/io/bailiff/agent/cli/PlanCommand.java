// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.SurveyedHost;
import io.bailiff.agent.settings.HostSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent plan}: shows the steps of a detach, and the reasons for a refusal. Changes nothing. */
@Command(name = "plan", description = "Show the steps of a detach of a function's whole group. Changes nothing.")
final class PlanCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "A function of the group, for example 0000:02:01.0.")
    private List<PciAddress> addresses = List.of();

    @Override
    public Integer call() throws IOException {
        GroupCommand command = new GroupCommand(main);
        SurveyedHost host = command.survey(command.groupOf(addresses));
        IommuGroupReport group = host.groups().get(0);
        if (main.host().json()) {
            main.out().println(Json.of(group));
        } else {
            print(group);
            RefusalAdvice.of(group, host.unknowns()).forEach(main.out()::println);
        }
        main.out().flush();
        return isRefused(group) ? ExitCode.REFUSED.number() : ExitCode.OK.number();
    }

    private static boolean isRefused(IommuGroupReport group) {
        return !group.refusals().isEmpty() || group.state() == GroupState.UNKNOWN || isInUse(group);
    }

    /** Returns true if a detach would be refused because of a process. A group that is already lent is expected to be in use. */
    private static boolean isInUse(IommuGroupReport group) {
        return group.owner() == null && group.use().state() != GroupUse.State.FREE;
    }

    private void print(IommuGroupReport group) {
        main.out().println(Wording.name(group) + ", fingerprint " + group.fingerprint() + ", " + now(group));
        group.problems().forEach(problem -> main.out().println("Problem: " + problem));
        if (isInUse(group)) {
            main.out().println("Refused: in use by " + Wording.use(group.use()));
        }
        for (Refusal refusal : group.refusals()) {
            main.out().println("Refused: " + refusal.address() + ": " + refusal.reason() + Wording.evidence(refusal));
        }
        Dependents.consequences(group).forEach(main.out()::println);
        if (!group.detachPlan().isEmpty()) {
            Table table = new Table("FUNCTION", "STEP", "WHAT");
            for (PlannedStep step : group.detachPlan()) {
                table.row(step.address().toString(), step.action().name(), step.text());
            }
            main.out().println(table);
        }
        Adoption.of(group, HostSettings.read(main.host().files())).forEach(main.out()::println);
    }

    private static String now(IommuGroupReport group) {
        boolean isUnfinished = group.state() == GroupState.MIXED && group.owner() != null;
        return Wording.state(group) + (isUnfinished ? "; run: bailiff-agent recover" : "");
    }
}

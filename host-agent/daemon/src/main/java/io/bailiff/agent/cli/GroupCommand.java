// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Stuck;
import io.bailiff.agent.group.MoveOutcome.Undone;
import io.bailiff.agent.group.SurveyedHost;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The common part of the commands on a group: finding the group, and printing the outcome. */
final class GroupCommand {

    /** The owner in the journals of groups detached on the command line. */
    static final String OWNER = "command line";

    private final Main main;
    private final Groups groups;

    GroupCommand(Main main) {
        this.main = main;
        this.groups = main.host().groups();
    }

    Groups groups() {
        return groups;
    }

    /**
     * Returns the common group of all the functions.
     *
     * @throws CommandFailure if the functions are in different groups, or a function is in no group
     */
    IommuGroup groupOf(List<PciAddress> addresses) throws IOException {
        IommuGroup group = groupOf(addresses.get(0));
        for (PciAddress address : addresses) {
            if (group.member(address).isEmpty()) {
                throw new CommandFailure(
                        ExitCode.BAD_INPUT,
                        address + " is in " + Wording.inText(groupOf(address)) + ", but " + addresses.get(0) + " is in "
                                + Wording.inText(group) + ".",
                        "Name functions of one group; a command moves one group.");
            }
        }
        groups.finder().remember(group);
        return group;
    }

    private IommuGroup groupOf(PciAddress address) throws IOException {
        return GroupLookup.groupOf(new PciBus(main.host().files()), groups.gone(), address);
    }

    /** Returns the report on the group, with the unknowns of the host. */
    SurveyedHost survey(IommuGroup group) {
        return groups.survey()
                .withUnknowns(
                        List.of(group),
                        () -> new PciBus(main.host().files()).inventory().functions());
    }

    /** Prints the outcome, and returns the exit code. */
    int tell(String what, MoveOutcome outcome) {
        if (main.host().json()) {
            main.out().println(Json.of(MoveReport.of(what, outcome)));
        } else if (outcome instanceof Done done) {
            main.out().println(what + ": " + done.result());
            done.notRestored().forEach(part -> main.out().println("  Not restored: " + part + "."));
        } else {
            PrintWriter err = main.err();
            MoveReport told = MoveReport.of(what, outcome);
            err.println(what + ": " + told.message());
            err.println(told.remedy());
            err.flush();
        }
        main.out().flush();
        return exitCode(outcome).number();
    }

    static ExitCode exitCode(MoveOutcome outcome) {
        if (outcome instanceof Done) {
            return ExitCode.OK;
        }
        if (outcome instanceof Refused refused) {
            return switch (refused.why()) {
                case NOT_HERE -> ExitCode.BAD_INPUT;
                case NO_DRIVER -> ExitCode.HOST_CANNOT;
                case NEEDED_BY_HOST, OWNED, IN_USE, BUSY, NOT_OURS, UNFINISHED, UNREADABLE -> ExitCode.REFUSED;
            };
        }
        return outcome instanceof Undone ? ExitCode.UNDONE : ExitCode.STUCK;
    }

    /**
     * The JSON form of an outcome.
     *
     * @param what the group
     * @param outcome {@code DONE}, {@code REFUSED}, {@code UNDONE} or {@code STUCK}
     * @param why the reason code of a refusal, or null
     * @param message the event, for people
     * @param remedy the advice to the operator, or null
     * @param notRestored the parts of the host's configuration that could not be restored
     */
    record MoveReport(
            String what,
            String outcome,
            MoveOutcome.@Nullable Why why,
            String message,
            @Nullable String remedy,
            List<String> notRestored) {

        static MoveReport of(String what, MoveOutcome outcome) {
            if (outcome instanceof Refused refused) {
                return new MoveReport(what, "REFUSED", refused.why(), refused.reason(), refused.remedy(), List.of());
            }
            if (outcome instanceof Undone undone) {
                return new MoveReport(what, "UNDONE", null, undone.reason(), undone.remedy(), List.of());
            }
            if (outcome instanceof Stuck stuck) {
                return new MoveReport(what, "STUCK", null, stuck.reason(), stuck.remedy(), List.of());
            }
            Done done = (Done) outcome;
            return new MoveReport(what, "DONE", null, done.result(), null, done.notRestored());
        }
    }
}

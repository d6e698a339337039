// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.DetachPlanner;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent detach}: detaches a whole group from the host drivers, if the operator consents to the move of every member. */
@Command(name = "detach", description = "Detach the whole IOMMU group of a function from the host drivers.")
final class DetachCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "A function of the group, for example 0000:02:01.0.")
    private List<PciAddress> addresses = List.of();

    @Option(names = "--with-siblings", description = "Consent to the move of every other function of the group.")
    private boolean withSiblings;

    @Option(
            names = "--consent",
            paramLabel = "FINGERPRINT",
            description = "Consent to the move of the group with exactly this fingerprint, as shown by `plan`.")
    private @Nullable String consent;

    @Option(
            names = "--allow",
            paramLabel = "CODE",
            split = ",",
            description = "Allow the end of a use of the group by its code, as shown by `plan`. Repeatable.")
    private List<String> allow = List.of();

    @Override
    public Integer call() throws IOException {
        main.host().requireRoot();
        Set<Refusal.Code> allowed = AllowedCodes.of(allow);
        GroupCommand command = new GroupCommand(main);
        IommuGroup group = command.groupOf(addresses);
        checkConsent(group);
        try (Progress progress = new Progress(main.err())) {
            DetachRequest request = new DetachRequest(
                    group.fingerprint(), GroupCommand.OWNER, UUID.randomUUID().toString(), allowed);
            MoveOutcome outcome = command.groups().operations().detach(request, progress);
            log(request, outcome);
            return command.tell(Wording.name(group), outcome);
        }
    }

    /** Writes a line to the log of the host: the command may run far from the journal of the agent. */
    private void log(DetachRequest request, MoveOutcome outcome) {
        main.host()
                .hostLog()
                .accept("detach group=" + request.group() + " owner=\"" + request.owner() + "\" operation="
                        + request.operationId() + " allowed=" + request.allowed() + " outcome=\"" + outcome.message()
                        + "\"");
    }

    private void checkConsent(IommuGroup group) {
        if (consent != null) {
            checkFingerprint(group, consent);
        } else if (!withSiblings) {
            checkNoSiblings(group);
        }
    }

    private void checkFingerprint(IommuGroup group, String text) {
        GroupFingerprint given;
        try {
            given = new GroupFingerprint(text);
        } catch (IllegalArgumentException notOne) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--consent: " + notOne.getMessage() + ".",
                    "`bailiff-agent plan ADDRESS` shows the fingerprint.");
        }
        if (!given.equals(group.fingerprint())) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "--consent does not match: " + Wording.inText(group) + " has the fingerprint " + group.fingerprint()
                            + ".",
                    "Check the group with `bailiff-agent plan " + addresses.get(0)
                            + "`, then consent to the present fingerprint.");
        }
    }

    private void checkNoSiblings(IommuGroup group) {
        List<PciAddress> siblings = group.endpoints().stream()
                .filter(member -> !DetachPlanner.staysWithHost(member))
                .map(FunctionReport::address)
                .filter(address -> !addresses.contains(address))
                .toList();
        if (!siblings.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    Wording.name(group) + " moves as a whole, so the host would also lose " + spelled(siblings) + ".",
                    "To consent, run: bailiff-agent detach --with-siblings " + spelled(addresses));
        }
    }

    private static String spelled(List<PciAddress> addresses) {
        return addresses.stream().map(PciAddress::toString).collect(Collectors.joining(" "));
    }
}

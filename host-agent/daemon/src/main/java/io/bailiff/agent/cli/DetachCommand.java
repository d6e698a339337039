package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent detach}: detaches a whole group from the host drivers, if the operator consents to the move of every member. */
@Command(name = "detach", description = "Take a function's whole group away from its host drivers.")
final class DetachCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(arity = "1..*", paramLabel = "ADDRESS", description = "A function of the group, like 0000:02:01.0.")
    private List<PciAddress> addresses = List.of();

    @Option(
            names = "--with-siblings",
            description = "Consent to every other function of the group leaving the host too.")
    private boolean withSiblings;

    @Option(
            names = "--consent",
            paramLabel = "FINGERPRINT",
            description = "The same for exactly this group, as `plan` showed it.")
    private @Nullable String consent;

    @Override
    public Integer call() throws HostFileException {
        main.host().requireRoot();
        GroupCommand command = new GroupCommand(main);
        IommuGroup group = command.groupOf(addresses);
        checkConsent(group);
        try (Progress progress = new Progress(main.err())) {
            MoveOutcome outcome = command.groups()
                    .operations()
                    .detach(
                            group.fingerprint(),
                            GroupCommand.OWNER,
                            UUID.randomUUID().toString(),
                            progress);
            return command.tell("Group " + group.number(), outcome);
        }
    }

    private void checkConsent(IommuGroup group) {
        if (consent != null) {
            checkFingerprint(group, consent);
        } else if (!withSiblings) {
            checkNoSiblings(group);
        }
    }

    private static void checkFingerprint(IommuGroup group, String text) {
        GroupFingerprint given;
        try {
            given = new GroupFingerprint(text);
        } catch (IllegalArgumentException notOne) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "--consent: " + notOne.getMessage() + ".", "`bailiff-agent plan` shows it.");
        }
        if (!given.equals(group.fingerprint())) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "--consent: group " + group.number() + " has the fingerprint " + group.fingerprint()
                            + " now: it is not the group that was consented to.",
                    "Look at it again with `bailiff-agent plan "
                            + group.endpoints().get(0).address() + "`.");
        }
    }

    private void checkNoSiblings(IommuGroup group) {
        List<PciAddress> siblings = group.endpoints().stream()
                .map(FunctionReport::address)
                .filter(address -> !addresses.contains(address))
                .toList();
        if (!siblings.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    "Group " + group.number() + " moves as a whole: " + spelled(siblings)
                            + " would leave the host too.",
                    "If the host can spare that, repeat it: bailiff-agent detach --with-siblings "
                            + spelled(addresses));
        }
    }

    private static String spelled(List<PciAddress> addresses) {
        return addresses.stream().map(PciAddress::toString).collect(Collectors.joining(" "));
    }
}

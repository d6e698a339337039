// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.GroupOperations;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code bailiff-agent reattach}: reattaches a whole group to the drivers from before the detach. */
@Command(name = "reattach", description = "Reattach the whole IOMMU group of a function to exactly its former drivers.")
final class ReattachCommand implements Callable<Integer> {

    @ParentCommand
    private Main main = new Main();

    @Parameters(paramLabel = "ADDRESS", description = "A function of the group, for example 0000:02:01.0.")
    private List<PciAddress> addresses = List.of();

    @Option(names = "--force", description = "Reattach the group even if the manager has lent the group.")
    private boolean force;

    @Option(
            names = "--default-drivers",
            description =
                    "For a group that another program pinned: clear the overrides, and let the kernel choose drivers.")
    private boolean defaultDrivers;

    @Override
    public Integer call() throws IOException {
        main.host().requireRoot();
        GroupCommand command = new GroupCommand(main);
        IommuGroup group = command.groupOf(addresses);
        try (Progress progress = new Progress(main.err())) {
            MoveOutcome outcome = reattach(command.groups().operations(), group.fingerprint(), progress);
            return command.tell(Wording.name(group), explained(outcome));
        }
    }

    private MoveOutcome reattach(GroupOperations operations, GroupFingerprint fingerprint, StepListener progress) {
        return defaultDrivers
                ? operations.reattachToDefaults(fingerprint, progress)
                : operations.reattach(fingerprint, GroupCommand.OWNER, force, progress);
    }

    private static MoveOutcome explained(MoveOutcome outcome) {
        return outcome instanceof Refused refused && refused.why() == Why.OWNED
                ? new Refused(
                        Why.OWNED,
                        refused.reason(),
                        "End the assignment in the manager; the agent then reattaches the group."
                                + " If the manager no longer exists, repeat the command with --force.")
                : outcome;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Detaches the groups of several functions in one process, as {@code bailiff-agent detach} does for one group. No agent may run meanwhile.
 *
 * <p>Usage: {@code LendGroups STATE_DIRECTORY ADDRESS...}. The first group that cannot be detached ends the process.
 */
public final class LendGroups {

    private LendGroups() {}

    public static void main(String[] arguments) throws IOException {
        HostFiles files = new LinuxFiles(Path.of("/"));
        ConflictBehaviour behaviour = new ConflictProbe(files).probe();
        Groups groups = Groups.of(
                files,
                new Modprobe(Path.of("/")),
                group -> List.of(),
                () -> behaviour,
                Path.of(arguments[0]),
                new DiskFiles(),
                FunctionThreads.start(2),
                KernelTimeouts.normal());
        for (String address : List.of(arguments).subList(1, arguments.length)) {
            detach(groups, files, PciAddress.parse(address));
        }
    }

    private static void detach(Groups groups, HostFiles files, PciAddress function) throws IOException {
        GroupFingerprint group =
                new PciBus(files).groupOf(function).orElseThrow().fingerprint();
        MoveOutcome outcome =
                groups.operations().detach(new DetachRequest(group, "command line", "bench"), StepListener.none());
        if (!(outcome instanceof MoveOutcome.Done)) {
            throw new IllegalStateException("cannot detach the group of " + function + ": " + outcome.message());
        }
    }
}

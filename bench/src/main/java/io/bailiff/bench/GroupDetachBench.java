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
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.DiskFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The agent's own code moving a group, in a process that stays: reads {@code detach} or {@code reattach} from standard input
 * and answers each with a line {@code WHOLE MOVING}: the milliseconds of the whole operation as the daemon runs it (lock,
 * reading the group, checks, journal, moving, verifying), and of the moving in it, from the first pin
 * to the last look at a function.
 *
 * <p>Usage: {@code GroupDetachBench STATE_DIRECTORY ADDRESS}. An operation that is not done ends the process.
 */
public final class GroupDetachBench {

    private static final String OWNER = "bench";

    private final Groups groups;
    private final GroupFingerprint group;

    private GroupDetachBench(Groups groups, GroupFingerprint group) {
        this.groups = groups;
        this.group = group;
    }

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
                FunctionThreads.start(8),
                KernelTimeouts.normal());
        new GroupDetachBench(groups, fingerprint(files, PciAddress.parse(arguments[1]))).answer();
    }

    private static GroupFingerprint fingerprint(HostFiles files, PciAddress member) throws HostFileException {
        return new PciBus(files)
                .groupOf(member)
                .orElseThrow(() -> new IllegalArgumentException("no IOMMU group of this host has function " + member))
                .fingerprint();
    }

    private void answer() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            System.out.println(timed(command));
        }
    }

    private String timed(String command) {
        MovingTime moving = new MovingTime();
        long began = System.nanoTime();
        MoveOutcome outcome = run(command, moving);
        long whole = System.nanoTime() - began;
        if (!(outcome instanceof MoveOutcome.Done)) {
            throw new IllegalStateException(command + " failed: " + outcome.message());
        }
        return String.format(Locale.ROOT, "%.1f %.1f", whole / 1e6, moving.nanoseconds() / 1e6);
    }

    private MoveOutcome run(String command, MovingTime moving) {
        return switch (command) {
            case "detach" -> groups.operations().detach(new DetachRequest(group, OWNER, "bench"), moving);
            case "reattach" -> groups.operations().reattach(group, OWNER, false, moving);
            default ->
                throw new IllegalArgumentException("unknown command \"" + command + "\"; write detach or reattach");
        };
    }
}

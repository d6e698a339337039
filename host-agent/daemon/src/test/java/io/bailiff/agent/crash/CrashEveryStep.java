// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills the agent at every effect on this very host, with its real kernel: {@code CrashEveryStep ADDRESS STATE-DIRECTORY}.
 * Takes the function's group from its drivers many times, so only for hosts that are there to be tried. Prints a line for
 * every kill and a summary; exits with 1 if anything was not as it must be.
 */
final class CrashEveryStep {

    private CrashEveryStep() {}

    public static void main(String[] arguments) throws Exception {
        String address = arguments[0];
        Path state = Path.of(arguments[1]);
        HostFiles files = new LinuxFiles(Path.of("/"));
        try (LentGroup group = new LentGroup(files, new Modprobe(Path.of("/")), state, PciAddress.parse(address))) {
            AgentProcess agent = AgentProcess.onThisHost(state, address, group.watched());
            CrashLoop loop = new CrashLoop(agent, group, System.out::println);
            List<String> summary = new ArrayList<>();
            // To die after an effect is to die before the next: on a slow host one of the two has to do.
            Iterable<KillPoint> every = KillPoint.every(Moment.BEFORE);
            summary.add("detach killed before each of " + loop.kill(Operation.DETACH, every) + " effects");
            summary.add("reattach killed before each of " + loop.kill(Operation.REATTACH, every) + " effects");
            summary.add("recovery of a crashed detach killed " + loop.killRecovery(Operation.DETACH) + " times");
            agent.close();
            summary.forEach(System.out::println);
            System.out.println(loop.violations().size() + " violations");
            loop.violations().forEach(System.out::println);
            System.exit(loop.violations().isEmpty() ? 0 : 1);
        }
    }
}

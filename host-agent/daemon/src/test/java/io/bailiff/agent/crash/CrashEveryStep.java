package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.crash.KillPoint.Moment;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.LinuxFiles;
import io.bailiff.agent.host.Modprobe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
            String watched = group.watched().stream().map(PciAddress::toString).collect(Collectors.joining(","));
            AgentProcess agent = new AgentProcess(List.of("--state", state.toString()), watched);
            CrashLoop loop = new CrashLoop(agent, group, address, System.out::println);
            List<String> summary = new ArrayList<>();
            // To die after an effect is to die before the next: on a slow host one of the two has to do.
            summary.add("detach killed before each of " + loop.killDetach(Moment.BEFORE) + " effects");
            summary.add("reattach killed before each of " + loop.killReattach(Moment.BEFORE) + " effects");
            summary.add("recovery of a crashed detach killed " + loop.killRecoveryOfDetach() + " times");
            summary.forEach(System.out::println);
            System.out.println(loop.violations().size() + " violations");
            loop.violations().forEach(System.out::println);
            System.exit(loop.violations().isEmpty() ? 0 : 1);
        }
    }
}

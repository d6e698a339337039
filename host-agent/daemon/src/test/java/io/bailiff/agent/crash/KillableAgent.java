package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.cli.Doors;
import io.bailiff.agent.cli.Main;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateFiles;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real command line, with a place in it where the process kills itself. System properties: {@code crash.kill} is the
 * place ({@code 5:AFTER}); {@code crash.freeze} a place at which an operation before it ends as if it had been killed, and
 * {@code crash.frozen} that operation's arguments; {@code crash.watch} the functions that must never be loose.
 */
final class KillableAgent {

    static final String KILL = "crash.kill";
    static final String FREEZE = "crash.freeze";
    static final String FROZEN_COMMAND = "crash.frozen";
    static final String WATCH = "crash.watch";

    private KillableAgent() {}

    public static void main(String[] arguments) {
        String freeze = System.getProperty(FREEZE, "");
        if (!freeze.isEmpty()) {
            Effects effects = new Effects(KillPoint.parse(freeze), End.FREEZE);
            if (!freeze(effects, System.getProperty(FROZEN_COMMAND, "").split(" "))) {
                System.exit(AgentProcess.NOTHING_TO_FREEZE);
            }
        }
        String kill = System.getProperty(KILL, KillPoint.NEVER.toString());
        System.exit(execute(new Effects(KillPoint.parse(kill), End.SIGKILL), 4, arguments));
    }

    /** Whether there was such an effect to freeze at. */
    private static boolean freeze(Effects effects, String... command) {
        try {
            execute(effects, 1, command);
        } catch (Effects.Frozen unwound) {
            // What the main thread does itself unwinds to here; what it hands to other threads it reports as failed.
            return true;
        }
        return effects.frozen();
    }

    private static int execute(Effects effects, int threads, String... arguments) {
        return Main.commandLine(new KillingDoors(effects, watch(), threads)).execute(arguments);
    }

    private static LooseWatch watch() {
        List<PciAddress> functions = Stream.of(System.getProperty(WATCH, "").split(","))
                .filter(text -> !text.isEmpty())
                .map(PciAddress::parse)
                .toList();
        return new LooseWatch(functions);
    }

    /** Everything that goes out of the process passes here. */
    private record KillingDoors(Effects effects, LooseWatch watch, int functionThreads) implements Doors {

        @Override
        public HostFiles host(HostFiles files) {
            return new KillingHostFiles(files, effects, watch);
        }

        @Override
        public HostNeeds needs(HostNeeds needs) {
            // To read what the host needs takes most of the time of a detach, and has no effect to die at.
            return group -> List.of();
        }

        @Override
        public StateFiles state() {
            return new KillingStateFiles(new DiskFiles(), effects);
        }
    }
}

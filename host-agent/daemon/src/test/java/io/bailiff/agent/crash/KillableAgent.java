// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.cli.CommandEnvironment;
import io.bailiff.agent.cli.HostAccess;
import io.bailiff.agent.cli.HostOfFiles;
import io.bailiff.agent.cli.Main;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.sim.PipedSimFiles;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.StateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The real command line, with a place in each command where it ends early. Reads commands from standard input, one per line:
 * how the command ends, {@code SIGKILL} or {@code FREEZE}, its place as {@link KillPoint} spells it, and the arguments, with tabs
 * in between. After each command that was not killed it prints the command's effects, and how the command ended.
 * The system property {@code crash.watch} has the functions that must never be loose; with {@code crash.piped} the files of the host
 * are asked for on the same way.
 *
 * <p>With arguments of its own it runs these as a command and ends, as when an archive of its classes is made.
 */
final class KillableAgent {

    static final String WATCH = "crash.watch";
    static final String PIPED = "crash.piped";
    static final String SEPARATOR = "\t";

    /** What the lines begin with that follow a command. */
    static final String EFFECT = "effect ";

    static final String ENDED = "ended ";
    static final String FROZEN = "frozen";

    private static final int TOO_LONG = 98;
    private static final long SECONDS = 120;

    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private KillableAgent() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            System.exit(execute(new Effects(KillPoint.NEVER, End.SIGKILL), 4, arguments));
        }
        ScheduledExecutorService limits = Executors.newSingleThreadScheduledExecutor();
        for (String line = INPUT.readLine(); line != null; line = INPUT.readLine()) {
            ScheduledFuture<?> limit =
                    limits.schedule(() -> Runtime.getRuntime().halt(TOO_LONG), SECONDS, TimeUnit.SECONDS);
            answer(line.split(SEPARATOR));
            limit.cancel(false);
        }
        System.exit(0);
    }

    private static void answer(String... command) {
        End end = End.valueOf(command[0]);
        Effects effects = new Effects(KillPoint.parse(command[1]), end);
        String ended = run(effects, end, Arrays.copyOfRange(command, 2, command.length));
        effects.happened().forEach(effect -> System.out.println(EFFECT + effect));
        System.out.println(ENDED + ended);
        System.out.flush();
    }

    /** Returns the exit code, or that the command was frozen. */
    private static String run(Effects effects, End end, String... arguments) {
        try {
            int exitCode = execute(effects, end == End.FREEZE ? 1 : 4, arguments);
            return effects.frozen() ? FROZEN : String.valueOf(exitCode);
        } catch (Effects.Frozen unwound) {
            // What the main thread does itself unwinds to here; what it hands to other threads it reports as failed.
            return FROZEN;
        }
    }

    private static int execute(Effects effects, int threads, String... arguments) {
        PipedSimFiles pipe = new PipedSimFiles(System.out, INPUT);
        try {
            HostAccess host =
                    Boolean.getBoolean(PIPED) ? new HostOfFiles(pipe.files(), pipe.files()) : HostAccess.thisMachine();
            return Main.commandLine(host, new KillingDoors(effects, watch(), threads))
                    .execute(arguments);
        } finally {
            pipe.close();
        }
    }

    private static LooseWatch watch() {
        List<PciAddress> functions = Stream.of(System.getProperty(WATCH, "").split(","))
                .filter(text -> !text.isEmpty())
                .map(PciAddress::parse)
                .toList();
        return new LooseWatch(functions);
    }

    /** Everything that goes out of the process passes here. */
    private record KillingDoors(Effects effects, LooseWatch watch, int functionThreads) implements CommandEnvironment {

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

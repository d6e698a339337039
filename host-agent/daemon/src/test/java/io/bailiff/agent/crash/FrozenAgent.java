// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.crash.Effects.End;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs the agent's operations in this process, on a simulated host. A crash is a freeze: nothing has an effect any more, and
 * the operation unwinds. For the world that is the same as the end of a process, at a thousandth of the price.
 */
final class FrozenAgent implements CrashingAgent {

    private final SimHost host;
    private final Path state;
    private final IommuGroup group;
    private final int functionThreads;

    /** @param functionThreads how many functions move at the same time; one makes the order of effects the same each time */
    FrozenAgent(SimHost host, Path state, IommuGroup group, int functionThreads) {
        this.host = host;
        this.state = state;
        this.group = group;
        this.functionThreads = functionThreads;
    }

    @Override
    public Ended run(Operation operation, End end, KillPoint point) throws IOException, InterruptedException {
        Effects effects = new Effects(point, End.FREEZE);
        ExecutorService threads = Executors.newFixedThreadPool(functionThreads);
        try {
            Collection<MoveOutcome> outcomes = run(operation, groups(effects, threads));
            boolean done = outcomes.stream().allMatch(outcome -> isDone(operation, outcome));
            return ended(effects, done ? 0 : 1, outcomes.toString());
        } catch (Effects.Frozen | CompletionException unwound) {
            return ended(effects, 1, unwound.toString());
        } finally {
            end(threads);
        }
    }

    /** Lets the other threads come to their next effect: one may be in the middle of one, as in a process that is killed. */
    private static void end(ExecutorService threads) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("A function's thread does not end");
        }
    }

    private Collection<MoveOutcome> run(Operation operation, Groups groups) throws IOException {
        StepListener unheard = StepListener.none();
        return switch (operation) {
            case DETACH ->
                List.of(groups.operations()
                        .detach(new DetachRequest(group.fingerprint(), LentGroup.OWNER, "operation"), unheard));
            case REATTACH ->
                List.of(groups.operations().reattach(group.fingerprint(), LentGroup.OWNER, false, unheard));
            case RECOVER -> groups.recovery().run(unheard).values();
        };
    }

    /** A detach that was undone is what a recovery is for. */
    private static boolean isDone(Operation operation, MoveOutcome outcome) {
        return outcome instanceof MoveOutcome.Done
                || (operation == Operation.RECOVER && outcome instanceof MoveOutcome.Undone);
    }

    private static Ended ended(Effects effects, int exitCode, String words) {
        String where = "frozen after " + effects.happened().size() + " effects";
        return new Ended(effects.frozen(), exitCode, where, effects.happened(), List.of(), words);
    }

    private Groups groups(Effects effects, ExecutorService threads) {
        Groups groups = Groups.of(
                new KillingHostFiles(host.files(), effects, new LooseWatch(List.of())),
                host.files(),
                it -> List.of(),
                () -> host.kernel().flavour() == KernelFlavour.REFUSES
                        ? ConflictBehaviour.REFUSES
                        : ConflictBehaviour.PANICS,
                state,
                new KillingStateFiles(new DiskFiles(), effects),
                threads,
                KernelTimeouts.normal());
        groups.finder().remember(group);
        return groups;
    }

    @Override
    public void close() {}
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of a simulated host that runs one line. */
public record SimStranger(SimHost sim, long pid, CompletableFuture<SimShell.Outcome> outcome)
        implements ContractHost.Stranger {

    /** Starts the process. */
    public static SimStranger run(SimHost sim, String line) {
        SimShell shell = SimShell.start(sim, ProcessSpec.command("/usr/bin/bash"), line);
        CompletableFuture<SimShell.Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(outcome, shell), "process " + shell.pid());
        thread.setDaemon(true);
        thread.start();
        return new SimStranger(sim, shell.pid(), outcome);
    }

    @Override
    public boolean ended() {
        return outcome.isDone();
    }

    @Override
    public void kill() {
        sim.processes().kill(pid);
    }

    @Override
    public void interrupt() {
        sim.processes().interrupt(pid);
    }

    @Override
    public String failure() throws Exception {
        return outcome.get(20, TimeUnit.SECONDS).error().orElse("");
    }

    private static void complete(CompletableFuture<SimShell.Outcome> outcome, SimShell shell) {
        try {
            outcome.complete(shell.run());
        } catch (RuntimeException crash) {
            outcome.completeExceptionally(crash);
        }
    }
}

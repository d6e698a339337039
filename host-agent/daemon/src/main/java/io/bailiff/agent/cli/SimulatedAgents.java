package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.link.LinkSettings;
import io.bailiff.agent.link.LinkSettings.Rhythm;
import io.bailiff.agent.sim.SimFiles;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** An agent for each simulated host, in the process that simulates them. */
final class SimulatedAgents implements AutoCloseable {

    private static final int THREADS_PER_HOST = 4;

    private final List<AgentDaemon> agents = new ArrayList<>();

    private SimulatedAgents() {}

    static SimulatedAgents none() {
        return new SimulatedAgents();
    }

    /** @param state gets a folder per host */
    static SimulatedAgents start(List<SimMachine> machines, int port, ManagerOptions manager, Path state)
            throws IOException {
        SimulatedAgents all = new SimulatedAgents();
        for (SimMachine machine : machines) {
            String name = machine.host().name();
            LinkSettings settings = new LinkSettings(
                    manager.address(),
                    name,
                    manager.joinToken(),
                    "sim://127.0.0.1:" + port + "/" + name,
                    Rhythm.normal());
            all.agents.add(AgentDaemon.start(host(machine, state.resolve(name)), settings, new SecureRandom()));
        }
        return all;
    }

    private static AgentDaemon.Host host(SimMachine machine, Path state) {
        SimFiles files = machine.host().files();
        ConflictBehaviour behaviour = new ConflictProbe(files).probe();
        DiskFiles disk = new DiskFiles();
        Groups groups = Groups.of(
                files,
                files,
                new LiveNeeds(files, List.of()),
                () -> behaviour,
                state,
                disk,
                FunctionThreads.start(THREADS_PER_HOST),
                Patience.normal());
        return new AgentDaemon.Host(files, groups, () -> behaviour, state, disk, Clock.systemUTC());
    }

    /** Waits until an agent has ended, or for ever. */
    void awaitEnd() throws InterruptedException {
        if (agents.isEmpty()) {
            new CountDownLatch(1).await();
        }
        for (AgentDaemon agent : agents) {
            try {
                agent.awaitEnd();
            } catch (ExecutionException defect) {
                throw new IllegalStateException("an agent has ended", defect.getCause());
            }
        }
    }

    @Override
    public void close() {
        agents.forEach(AgentDaemon::close);
    }
}

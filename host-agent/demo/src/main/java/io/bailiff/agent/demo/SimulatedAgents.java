// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.demo;

import io.bailiff.agent.cli.ManagerOptions;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.link.AgentConfig;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.link.AgentDaemon;
import io.bailiff.agent.link.DaemonSocket;
import io.bailiff.agent.link.HostJoin;
import io.bailiff.agent.link.Identities;
import io.bailiff.agent.link.LinkIdentity;
import io.bailiff.agent.sim.SimFiles;
import io.bailiff.agent.sim.SimMachine;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.HostAnswers;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** An agent for each simulated host, in the process of the simulation. */
final class SimulatedAgents implements AutoCloseable {

    private final List<AgentDaemon> agents = new ArrayList<>();

    private SimulatedAgents() {}

    static SimulatedAgents none() {
        return new SimulatedAgents();
    }

    /** @param state the parent of the agents' state directories; each host has a directory */
    static SimulatedAgents start(List<SimMachine> machines, ManagerOptions manager, Path state) throws IOException {
        SimulatedAgents all = new SimulatedAgents();
        for (SimMachine machine : machines) {
            String name = machine.host().name();
            AgentConfig config =
                    new AgentConfig(DaemonSocket.NONE, state.resolve(name), Intervals.normal(), GuardPolicy.normal());
            join(manager, name, config.state());
            SimFiles files = machine.host().files();
            AgentDaemon.Host host = new AgentDaemon.Host(
                    files,
                    files,
                    new LiveNeeds(files, List::of, new HostAnswers(config.state(), new DiskFiles())::read),
                    new GuardBackends(
                            machine.host().interceptor(false),
                            machine.host().writeInterceptor(false),
                            machine.host().uevents(),
                            0,
                            (line, pid) -> {},
                            null),
                    line -> {});
            all.agents.add(AgentDaemon.start(config, host, new DiskFiles(), Clock.systemUTC(), new SecureRandom()));
        }
        return all;
    }

    /** Joins the manager's fleet, unless the host has joined. */
    private static void join(ManagerOptions manager, String name, Path state) throws IOException {
        HostJoin join = new HostJoin(new Identities(state, new DiskFiles()));
        try {
            if (join.present(manager.address(), name).isEmpty()) {
                LinkIdentity unused = join.join(new HostJoin.Request(manager.address(), name, manager.token()));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + name + " joined", stop);
        }
    }

    @Override
    public void close() {
        agents.forEach(AgentDaemon::close);
    }
}

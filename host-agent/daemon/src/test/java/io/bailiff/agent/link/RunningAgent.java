// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimProcesses;
import io.bailiff.agent.sim.SimWriteInterceptor;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** An agent at work on a simulated host, which can be restarted. */
final class RunningAgent implements AutoCloseable {

    static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");

    final SimHost sim = SimHost.demo(KernelFlavour.REFUSES);
    private final URI manager;
    private final Path state;
    private volatile boolean broken;
    private @Nullable AgentDaemon daemon;
    private @Nullable SimInterceptor interceptor;
    private @Nullable SimWriteInterceptor writes;

    /** The host-critical functions; changed only before a start. */
    HostNeeds needs = group -> List.of();

    RunningAgent(URI manager, Path state) {
        this.manager = manager;
        this.state = state;
    }

    /** Joins the manager, and starts. */
    void start() throws IOException {
        join(FakeManager.TOKEN);
        startAsItIs();
    }

    /** Joins the manager, as the command does beside a running agent. */
    void join(JoinToken token) throws IOException {
        try {
            LinkIdentity unused = new HostJoin(identities()).join(new HostJoin.Request(manager, "sim-a", token));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Identities identities() {
        return new Identities(state, new DiskFiles());
    }

    /** Starts with the identity that the host has, or without any. */
    void startAsItIs() throws IOException {
        AgentConfig config = new AgentConfig(DaemonSocket.NONE, state, quick(), GuardPolicy.normal());
        interceptor = sim.interceptor(true);
        writes = sim.writeInterceptor(true);
        AgentDaemon.Host host = new AgentDaemon.Host(
                sim.filesAs(SimProcesses.SELF),
                sim.files(),
                needs,
                new GuardBackends(interceptor, writes, sim.uevents(), SimProcesses.SELF, (line, pid) -> {}, null),
                line -> {});
        InstantSource clock = () -> {
            if (broken) {
                throw new IllegalStateException("broken by the test");
            }
            return Instant.now();
        };
        daemon = AgentDaemon.start(
                config, host, new DiskFiles(), clock.withZone(ZoneOffset.UTC), new SplittableRandom(1));
    }

    void restart() throws IOException {
        stop();
        startAsItIs();
    }

    /** Ends the agent as a SIGKILL does: marks and covers stay, with the opens and writes that wait there. */
    void kill() {
        Objects.requireNonNull(interceptor).abandon();
        Objects.requireNonNull(writes).abandon();
        stop();
    }

    /** From now on, whatever asks for the time meets a defect. */
    void breakDown() {
        broken = true;
    }

    void awaitEnd() throws InterruptedException, ExecutionException {
        Objects.requireNonNull(daemon).awaitEnd();
    }

    void stop() {
        if (daemon != null) {
            daemon.close();
            daemon = null;
        }
    }

    GroupFingerprint group(PciAddress member) throws IOException {
        return new PciBus(sim.files()).groupOf(member).orElseThrow().fingerprint();
    }

    GroupOrder order(String operation, Want want) throws IOException {
        return new GroupOrder(operation, group(PORT_0), want, false, "5f2c", "web1");
    }

    /** Driver and override of a port. */
    String binding(PciAddress address) throws IOException {
        PciBus bus = new PciBus(sim.files());
        return bus.driver(address).orElse("none") + "/"
                + bus.driverOverride(address).orElse("none");
    }

    /** How often the ports were bound to vfio-pci since boot. */
    long vfioBinds() {
        return sim.kernel().ueventsAfter(0).stream()
                .filter(event ->
                        event.action().equals("bind") && event.toString().contains("vfio-pci"))
                .count();
    }

    @Override
    public void close() {
        stop();
        assertThat(sim.kernel().violations()).isEmpty();
        assertThat(sim.kernel().crash()).isEmpty();
    }

    private static AgentConfig.Intervals quick() {
        return new AgentConfig.Intervals(
                Duration.ofMillis(200),
                Duration.ofMinutes(5),
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(50));
    }
}

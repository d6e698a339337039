package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.Senses;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.link.AgentInHand;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.KernelException;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simulated host, what a manager wants of it, its guests, those who claim its functions; and its agent, one life after the other. */
final class ScheduledHost {

    static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");
    static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    static final List<List<PciAddress>> GROUPS = List.of(List.of(PORT_0, PORT_1), List.of(DISK));

    private final SimHost sim;
    private final Path locks;
    private final ScheduledGate gate = new ScheduledGate(this::life);
    private final MortalState disk = new MortalState(this::life);
    private final MovingClock clock = new MovingClock();
    private final HostRules rules;
    private final List<String> story = new ArrayList<>();
    private final Map<GroupFingerprint, GroupOrder> orders = new LinkedHashMap<>();
    private final List<DesiredState> said = new ArrayList<>();
    private final Map<Integer, Long> guests = new LinkedHashMap<>();
    private final List<Claimant> claimants = new ArrayList<>();
    private Life life = new Life();
    private @Nullable AgentInHand agent;
    private boolean useHidden;
    private long revision;
    private int operations;

    /** A process that wants to open a file, and sleeps. */
    record Claimant(long pid, long ticket) {}

    /** @param locks a folder for the agent's locks: they are the kernel's, whatever the disk */
    ScheduledHost(KernelFlavour flavour, Path locks) throws IOException, InterruptedException {
        this.locks = locks;
        Files.createDirectories(locks.resolve("groups"));
        sim = SimHost.boot("host-a", flavour, SimTopology.demo(), "boot-1");
        rules = new HostRules(this);
        startAgent();
    }

    SimHost sim() {
        return sim;
    }

    HostRules rules() {
        return rules;
    }

    MortalState disk() {
        return disk;
    }

    Life life() {
        return life;
    }

    List<String> story() {
        return story;
    }

    void tell(String what) {
        story.add(what);
    }

    boolean isUseHidden() {
        return useHidden;
    }

    void hideUse(boolean hidden) {
        useHidden = hidden;
    }

    /** The agent, if it lives. */
    @Nullable
    AgentInHand agent() {
        return life.isOver() ? null : agent;
    }

    void startAgent() throws IOException {
        life = new Life();
        ConflictBehaviour behaviour = sim.kernel().flavour() == KernelFlavour.REFUSES
                ? ConflictBehaviour.REFUSES
                : ConflictBehaviour.PANICS;
        agent = new AgentInHand(
                new MortalHostFiles(sim.files(), this),
                sim.files(),
                new Senses(gate, new NoUevents(), 0, (line, pid) -> {}, null),
                behaviour,
                locks,
                disk,
                clock);
        agent.begin();
        gate.inherit();
    }

    GroupFingerprint fingerprint(int group) throws HostFileException {
        return new PciBus(sim.files())
                .groupOf(GROUPS.get(group).get(0))
                .orElseThrow()
                .fingerprint();
    }

    // The manager.

    /** The manager wants something of a group; no agent has heard of it yet. */
    void want(int group, @Nullable Want want) throws HostFileException {
        GroupFingerprint fingerprint = fingerprint(group);
        if (want == Want.WITH_HOST && !orders.containsKey(fingerprint)) {
            // It was never lent.
            return;
        }
        revision++;
        if (want == null) {
            orders.remove(fingerprint);
        } else {
            operations++;
            orders.put(
                    fingerprint,
                    new GroupOrder("operation-" + operations, fingerprint, want, true, "assignment-" + group, "web1"));
        }
        rules.wants(group, want);
        said.add(new DesiredState(revision, List.copyOf(orders.values()), List.of(), 0));
    }

    /** All that the manager has ever wanted, the newest last. */
    List<DesiredState> said() {
        return said;
    }

    @Nullable
    GroupOrder order(int group) throws HostFileException {
        return orders.get(fingerprint(group));
    }

    // Guests.

    boolean isOpen(int group) {
        return guests.containsKey(group);
    }

    void opens(int group) {
        if (isOpen(group)) {
            return;
        }
        long pid = sim.processes().start("qemu-system-x86");
        try {
            for (PciAddress function : GROUPS.get(group)) {
                sim.kernel().vfio().open(pid, function);
            }
            guests.put(group, pid);
            tell("a guest opens group " + group);
        } catch (KernelException refused) {
            sim.kernel().vfio().closeAll(pid);
            sim.processes().end(pid);
            tell("no guest can open group " + group);
        }
    }

    void closes(int group) {
        Long pid = guests.remove(group);
        if (pid != null) {
            sim.kernel().vfio().closeAll(pid);
            sim.processes().end(pid);
            tell("the guest closes group " + group);
        }
    }

    // Those who claim.

    List<Claimant> claimants() {
        claimants.removeIf(claimant -> !gate.waits(claimant.ticket()));
        return claimants;
    }

    /** Somebody writes a function's address into a file of a driver, if they are let. */
    void claims(String file, PciAddress function) throws HostFileException {
        String path = sim.files().realPath(file).orElse(file);
        long pid = sim.processes().start("bash");
        tell("somebody opens " + file + " for " + function);
        long ticket = gate.comes(pid, path, () -> goesThrough(file, function));
        if (ticket > 0) {
            claimants.add(new Claimant(pid, ticket));
        }
    }

    private void goesThrough(String file, PciAddress function) {
        rules.goesThrough(file, function);
        tell(file + " is opened for " + function);
        try {
            sim.files().write(file, function.toString());
        } catch (HostFileException refused) {
            tell("the kernel refuses that: " + refused.getMessage());
        }
    }

    void ends(Claimant claimant) {
        gate.leaves(claimant.ticket());
        sim.processes().end(claimant.pid());
        claimants.remove(claimant);
        tell("somebody who waits gives up");
    }

    void pass(Duration time) {
        clock.pass(time);
    }

    private static final class NoUevents implements UeventSource {
        @Override
        public List<Uevent> await(Duration atMost) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** Goes on a little whenever somebody looks at it, so that nobody waits for it in vain. */
    private static final class MovingClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            now = now.plusMillis(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("All times are in UTC");
        }
    }
}

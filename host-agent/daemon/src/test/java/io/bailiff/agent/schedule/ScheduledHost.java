// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.schedule;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.host.UeventSource;
import io.bailiff.agent.link.SingleThreadedAgent;
import io.bailiff.agent.sim.KernelException;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.SimHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A simulated host, what a manager wants of it, its guests, those who claim its functions; and its agent, one life after the other. */
final class ScheduledHost {

    private final KernelFlavour flavour;
    private final Path locks;
    private final KillableState disk = new KillableState(this::life, new Watch());
    private final PassingTime time = new PassingTime();
    private final ScheduledManager manager = new ScheduledManager();
    private final Rules rules = new Rules(this);
    private final ReportRules reports = new ReportRules(this);
    private final List<String> story = new ArrayList<>();
    private final Map<Integer, Long> guests = new LinkedHashMap<>();
    private int boots = 1;
    private SimHost sim;
    private HostView view;
    private ScheduledInterceptor interceptor;
    private ScheduledWrites writes;
    private Claimants claimants;
    private Life life = new Life();
    private @Nullable SingleThreadedAgent agent;
    private boolean useHidden;

    /** @param locks a folder for the agent's locks: they are the kernel's, whatever the disk */
    ScheduledHost(KernelFlavour flavour, Path locks) throws IOException {
        this.flavour = flavour;
        this.locks = locks;
        Files.createDirectories(locks.resolve("groups"));
        sim = SimHost.boot("host-a", flavour, Stage.host(), boot());
        view = new HostView(sim, boot(), locks, disk);
        interceptor = new ScheduledInterceptor(this);
        writes = new ScheduledWrites(this);
        claimants = new Claimants(this, interceptor, writes);
    }

    String boot() {
        return "boot-" + boots;
    }

    SimHost sim() {
        return sim;
    }

    HostView view() {
        return view;
    }

    Rules rules() {
        return rules;
    }

    ScheduledManager manager() {
        return manager;
    }

    ScheduledInterceptor interceptor() {
        return interceptor;
    }

    Claimants claimants() {
        return claimants;
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

    void pass(Duration duration) {
        time.pass(duration);
    }

    // The agent.

    /** The agent, if it lives. */
    @Nullable
    SingleThreadedAgent agent() {
        return life.isOver() ? null : agent;
    }

    void startAgent() throws IOException {
        tell("an agent is started");
        life = new Life();
        agent = null;
        SingleThreadedAgent next = new SingleThreadedAgent(
                new KillableHostFiles(sim.files(), this),
                sim.files(),
                boot(),
                new GuardBackends(interceptor, writes, new NoUevents(), 0, (line, pid) -> {}, null),
                flavour == KernelFlavour.REFUSES ? ConflictBehaviour.REFUSES : ConflictBehaviour.PANICS,
                locks,
                disk,
                time);
        interceptor.inherit();
        writes.inherit();
        rules.begins(true);
        next.begin();
        rules.begins(false);
        agent = next;
    }

    void hears(DesiredState state) throws IOException {
        SingleThreadedAgent living = agent();
        if (living != null) {
            rules.hears(state);
            living.hear(state);
        }
    }

    /** While nothing is under way. */
    void rest() {
        rules.check();
        rules.lives();
        SingleThreadedAgent living = agent();
        if (living != null) {
            reports.atRest(living);
        }
    }

    void surveyed(SingleThreadedAgent living) {
        reports.surveyed(living);
    }

    /** All that lives dies; what is on disk stays. */
    void reboot() throws IOException {
        life.end();
        guests.clear();
        boots++;
        sim = SimHost.boot("host-a", flavour, Stage.host(), boot());
        view = new HostView(sim, boot(), locks, disk);
        interceptor = new ScheduledInterceptor(this);
        writes = new ScheduledWrites(this);
        claimants = new Claimants(this, interceptor, writes);
        rules.booted();
        tell("the host is booted again");
    }

    // Guests.

    boolean isOpen(int group) {
        return guests.containsKey(group);
    }

    /** A guest is started that is to have the group: the manager starts none before it has left the host. */
    void opens(int group) {
        if (isOpen(group) || !view.isLent(group)) {
            return;
        }
        long pid = sim.processes().start("qemu-system-x86");
        try {
            for (PciAddress function : Stage.GROUPS.get(group)) {
                sim.kernel().vfio().open(pid, function);
            }
            guests.put(group, pid);
            tell("a guest opens group " + group);
        } catch (KernelException refused) {
            end(pid);
            tell("no guest can open group " + group + ": " + refused.getMessage());
        }
    }

    void closes(int group) {
        Long pid = guests.remove(group);
        if (pid != null) {
            end(pid);
            tell("the guest closes group " + group);
        }
    }

    private void end(long pid) {
        sim.kernel().vfio().closeAll(pid);
        sim.processes().end(pid);
    }

    private final class Watch implements KillableState.Watch {
        @Override
        public void written(String name, String text) {
            rules.written(name, text);
        }

        @Override
        public void removed(String name) {
            rules.removed(name);
        }
    }

    private static final class NoUevents implements UeventSource {
        @Override
        public List<Uevent> await(Duration atMost) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}

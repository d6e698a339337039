// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.critical.LiveNeeds;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.guard.GuardAssembly;
import io.bailiff.agent.guard.GuardBackends;
import io.bailiff.agent.guard.GuardListener;
import io.bailiff.agent.guard.GuardPolicy;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The parts that {@link AgentDaemon} puts together, on the thread of a test: without threads, link and clock of their own. */
public final class SingleThreadedAgent {

    private static final String HOST_ID = "host-a";
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Groups groups;
    private final Guard guard;
    private final OrderOutcomes outcomes;
    private final ObservedHost observed;
    private final Reconciler reconciler;
    private final SeenRevision seen;

    /**
     * An agent that has not begun.
     *
     * @param files its host's files
     * @param bootId the boot that its host is in
     * @param backends by what its guard sees and holds
     * @param folder where it keeps what it must not forget, and where its locks are
     */
    public SingleThreadedAgent(
            HostFiles files,
            ModuleLoader modules,
            String bootId,
            GuardBackends backends,
            ConflictBehaviour behaviour,
            Path folder,
            StateFiles state,
            Clock clock)
            throws IOException {
        groups = Groups.of(
                files,
                modules,
                new LiveNeeds(files, List.of()),
                () -> behaviour,
                folder,
                state,
                Runnable::run,
                new KernelTimeouts(Duration.ofMillis(500), 3, Duration.ZERO));
        outcomes = new OrderOutcomes(
                new StateStore<>(folder.resolve("outcomes.json"), OrderOutcomes.Stored.class, state),
                bootId,
                clock,
                () -> {});
        observed = new ObservedHost(new PciBus(files), groups, clock, clock, Duration.ofDays(1));
        // Nobody waits for a person who types the next command.
        GuardPolicy policy = new GuardPolicy(GuardPolicy.normal().policy(), Set.of(), Duration.ofMillis(1));
        guard = new GuardAssembly(files, groups, behaviour, bootId, backends, policy, folder, state, line -> {})
                .assemble(Runnable::run, clock, clock, new NoListener());
        reconciler = new Reconciler(
                new OrderExecutor(groups, guard), outcomes, observed, Runnable::run, clock, AGAIN, AGAIN);
        seen = new SeenRevision(
                new StateStore<>(folder.resolve("revision.json"), SeenRevision.Stored.class, state), HOST_ID);
    }

    /** What it does first. */
    public void begin() throws IOException {
        guard.takeOver();
        guard.begin();
        guard.checkHeldClaims();
        groups.recovery().run(StepLog.ofRecovery());
        guard.survey();
        observed.survey(0);
    }

    /** An answer of the manager arrives; it looks at the host some time after that. */
    public void hear(DesiredState wanted) throws IOException {
        if (seen.take(wanted.revision())) {
            reconciler.accept(wanted);
        }
    }

    /** It looks at the whole host. */
    public void survey() {
        guard.survey();
        observed.survey(reconciler.revision());
        reconciler.reconcile();
    }

    /** It looks who uses what somebody waits for. */
    public void scanUse() {
        observed.scanUse(reconciler.watched());
        reconciler.reconcile();
    }

    /** It answers those who have come to the interceptors, and looks after those who are held. */
    public void answer() throws IOException, InterruptedException {
        guard.handleOpens();
        guard.handleWrites();
        guard.checkHeldClaims();
    }

    /** The manager takes a report that tells of every claim. */
    public void reportIsTaken() {
        guard.acknowledge(guard.claims());
    }

    /** How it would report the groups now. */
    public List<IommuGroupReport> groups() {
        return observed.last().groups();
    }

    /** What it would report of its orders now. */
    public List<OrderOutcome> outcomes() {
        return outcomes.all();
    }

    /** What it would report of claims now. */
    public List<ClaimReport> claims() {
        return guard.claims();
    }

    private static final class NoListener implements GuardListener {
        @Override
        public void functionChanged(PciAddress function) {}

        @Override
        public void functionFailed(PciAddress function, HealthEvent.Kind defect) {}

        @Override
        public void functionReturned(PciAddress function) {}

        @Override
        public void anythingMayHaveChanged() {}

        @Override
        public void claimChanged() {}
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.guard.GuardAssembly;
import io.bailiff.agent.guard.GuardListener;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.health.HealthMonitor;
import io.bailiff.agent.health.HealthNeeds;
import io.bailiff.agent.health.HealthState;
import io.bailiff.agent.host.ElapsedClock;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.link.AgentConfig.Intervals;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.HostAnswers;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * Builds the agent of a host from the configuration.
 *
 * @param state the file operations in the agent's state directory
 */
record AgentAssembly(AgentConfig config, AgentDaemon.Host host, StateFiles state, Clock clock, RandomGenerator random) {

    /** The number of intervals without a change after which the agent sends the same facts again. */
    private static final int SAME_FACTS_AGAIN = 20;

    /**
     * Returns an agent before the start of the agent's threads and of the guard.
     *
     * @throws IOException if the host or the state directory cannot be read
     */
    AgentDaemon assemble() throws IOException {
        Intervals intervals = config.intervals();
        Clock monotonic = new ElapsedClock();
        AgentExecutors executors = AgentExecutors.start();
        Signal changed = new Signal();
        Signal surveyNow = new Signal();
        Kernel kernel = new Kernel(host.files());
        String bootId = kernel.bootId();
        ConflictBehaviour behaviour = new ConflictProbe(host.files()).probe();
        HealthBook book = HealthBook.open(new HealthState(config.state(), state), bootId, clock);
        Groups groups = Groups.of(
                host.files(),
                host.modules(),
                new HealthNeeds(host.needs(), book::known),
                () -> behaviour,
                config.state(),
                state,
                executors.functions(),
                KernelTimeouts.normal());
        OrderOutcomes outcomes =
                new OrderOutcomes(store("outcomes.json", OrderOutcomes.Stored.class), bootId, clock, changed::raise);
        ObservedHost observed =
                new ObservedHost(new PciBus(host.files()), groups, clock, monotonic, intervals.surveyMaxAge());
        HealthMonitor health = new HealthMonitor(host.files(), groups.lent(), book);
        GuardListener listener =
                new HostChangeListener(observed, book, health, executors.operations(), surveyNow, changed);
        Guard guard = guard(groups, behaviour, bootId).assemble(executors.claims(), clock, monotonic, listener);
        Reconciler reconciler = new Reconciler(
                new OrderExecutor(groups, guard),
                outcomes,
                observed,
                executors.operations(),
                monotonic,
                intervals.survey(),
                intervals.stuckRetry());
        ReportComposer reports = new ReportComposer(
                new ReportComposer.Origin(start(), bootId, kernel.release(), behaviour),
                observed,
                outcomes,
                guard,
                book,
                clock);
        return new AgentDaemon(
                intervals,
                executors,
                surveyNow,
                groups,
                guard,
                new HostSurvey(guard, observed, reconciler, book, health, changed),
                link(new ManagerLink.Parts(
                        config.libvirt(),
                        reconciler,
                        new HostAnswers(config.state(), state),
                        book,
                        reports,
                        memory(),
                        guard,
                        surveyNow,
                        changed,
                        intervals,
                        clock,
                        monotonic,
                        random)));
    }

    private GuardAssembly guard(Groups groups, ConflictBehaviour behaviour, String bootId) {
        return new GuardAssembly(
                host.files(),
                groups,
                behaviour,
                bootId,
                host.backends(),
                config.guard(),
                config.state(),
                state,
                host.log());
    }

    private Reporter.Memory memory() {
        return new Reporter.Memory(
                new ReportNotes(store(ReportNotes.FILE, ReportNotes.Stored.class)),
                new AcceptedReport(
                        new ElapsedClock(), config.intervals().report().multipliedBy(SAME_FACTS_AGAIN)));
    }

    private ManagerLink link(ManagerLink.Parts parts) {
        return new ManagerLink(
                new Identities(config.state(), state), store("revision.json", SeenRevision.Stored.class), parts);
    }

    private AgentStart start() throws IOException {
        return AgentStart.after(store("agent-start.json", AgentStart.Stored.class), clock);
    }

    private <T> StateStore<T> store(String name, Class<T> type) {
        return new StateStore<>(config.state().resolve(name), type, state);
    }
}

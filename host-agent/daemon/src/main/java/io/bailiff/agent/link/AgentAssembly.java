package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.guard.GuardAssembly;
import io.bailiff.agent.guard.HostListener;
import io.bailiff.agent.host.ElapsedClock;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.link.AgentConfig.Rhythm;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Builds the agent of one host out of its configuration.
 *
 * @param state the file operations in the agent's state directory
 */
record AgentAssembly(AgentConfig config, AgentDaemon.Host host, StateFiles state, Clock clock, RandomGenerator random) {

    /**
     * Returns an agent that has not begun.
     *
     * @throws IOException if the host or the state directory cannot be read
     */
    AgentDaemon assemble() throws IOException {
        Rhythm rhythm = config.rhythm();
        Clock steady = new ElapsedClock();
        AgentExecutors executors = AgentExecutors.start();
        Signal changed = new Signal();
        Signal surveyNow = new Signal();
        Kernel kernel = new Kernel(host.files());
        String bootId = kernel.bootId();
        ConflictBehaviour behaviour = new ConflictProbe(host.files()).probe();
        Groups groups = Groups.of(
                host.files(),
                host.modules(),
                host.needs(),
                () -> behaviour,
                config.state(),
                state,
                executors.functions(),
                Patience.normal());
        Outcomes outcomes = new Outcomes(store("outcomes.json", Outcomes.Kept.class), bootId, clock, changed::raise);
        HostWatch watch = new HostWatch(new PciBus(host.files()), groups, clock, steady, rhythm.freshFor());
        HostListener listener = new HostChangeListener(watch, executors.operations(), surveyNow, changed);
        Guard guard = guard(groups, behaviour, bootId).assemble(executors.claims(), clock, steady, listener);
        Reconciler reconciler = new Reconciler(
                new OrderWork(groups, guard),
                outcomes,
                watch,
                executors.operations(),
                steady,
                rhythm.survey(),
                rhythm.stuckRetry());
        ReportComposer reports = new ReportComposer(
                new ReportComposer.Origin(start(), bootId, kernel.release(), behaviour), watch, outcomes, guard, clock);
        return new AgentDaemon(
                rhythm,
                executors,
                surveyNow,
                groups,
                guard,
                new HostSurvey(guard, watch, reconciler, changed),
                link(reconciler, reports, guard, surveyNow, changed));
    }

    private GuardAssembly guard(Groups groups, ConflictBehaviour behaviour, String bootId) {
        return new GuardAssembly(
                host.files(),
                groups,
                behaviour,
                bootId,
                host.senses(),
                config.guard(),
                config.state(),
                state,
                host.log());
    }

    private ManagerLink link(
            Reconciler reconciler, ReportComposer reports, Guard guard, Signal surveyNow, Signal changed) {
        ManagerClient manager = new ManagerClient(config.manager());
        LinkHealth health = new LinkHealth(config.manager());
        return new ManagerLink(
                manager,
                new Enrolment(config, manager, store("credential.json", Credential.class), health, random),
                store("revision.json", SeenRevision.Kept.class),
                new Poller(reconciler, health, config.rhythm(), random, surveyNow::raise),
                new Reporter(reports, guard, health, config.rhythm(), random, changed));
    }

    private Instant start() throws IOException {
        return AgentStart.after(store("agent-start.json", AgentStart.Kept.class), clock);
    }

    private <T> StateStore<T> store(String name, Class<T> type) {
        return new StateStore<>(config.state().resolve(name), type, state);
    }
}

package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.Patience;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.guard.HostListener;
import io.bailiff.agent.guard.Senses;
import io.bailiff.agent.host.ElapsedClock;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.link.AgentConfig.Rhythm;
import io.bailiff.agent.link.ManagerClient.RejectedException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one host at work. Several may run in one process, each with its own host and state directory.
 *
 * <p>When it starts it first brings every group that a crash has left half-way to one side. Without its manager it changes
 * nothing. When it is closed it lets an operation that is under way come to its end; what does not is in the journal.
 */
public final class AgentDaemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentDaemon.class);
    private static final Duration LAST_OPERATION = Duration.ofSeconds(20);
    private static final int FUNCTION_THREADS = 8;

    /**
     * One host, as its agent meets it.
     *
     * @param files its files
     * @param modules loads its modules
     * @param needs what it cannot spare
     * @param senses by what the guard sees and holds what others do to it
     * @param log where lines for its own log go
     */
    public record Host(HostFiles files, ModuleLoader modules, HostNeeds needs, Senses senses, Consumer<String> log) {}

    private final Rhythm rhythm;
    private final ManagerClient manager;
    private final Enrolment enrolment;
    private final LinkHealth health;
    private final Groups groups;
    private final Guard guard;
    private final HostWatch watch;
    private final Set<GroupFingerprint> toLookAt = ConcurrentHashMap.newKeySet();
    private final Reconciler reconciler;
    private final Reporter reporter;
    private final Signal changed = new Signal();
    private final Signal newRevision = new Signal();
    private final StateStore<SeenRevision.Kept> revisions;
    private final RandomGenerator random;
    private final ExecutorService functions = FunctionThreads.start(FUNCTION_THREADS);
    private final ExecutorService claims = Executors.newCachedThreadPool(AgentDaemon::daemonThread);
    private final ExecutorService operations = Executors.newCachedThreadPool(AgentDaemon::daemonThread);
    private final List<Thread> loops = new ArrayList<>();
    private final List<Thread> guardLoops = new ArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean closing;

    private AgentDaemon(AgentConfig config, Host host, StateFiles state, Clock clock, RandomGenerator random)
            throws IOException {
        Clock steady = new ElapsedClock();
        this.rhythm = config.rhythm();
        this.random = random;
        this.manager = new ManagerClient(config.manager());
        this.health = new LinkHealth(config.manager());
        this.revisions = store(config, "revision.json", SeenRevision.Kept.class, state);
        this.enrolment = new Enrolment(config, manager, store(config, "credential.json", Credential.class, state));

        Kernel kernel = new Kernel(host.files());
        String bootId = kernel.bootId();
        ConflictBehaviour behaviour = new ConflictProbe(host.files()).probe();
        this.groups = Groups.of(
                host.files(),
                host.modules(),
                host.needs(),
                () -> behaviour,
                config.state(),
                state,
                functions,
                Patience.normal());
        Outcomes outcomes =
                new Outcomes(store(config, "outcomes.json", Outcomes.Kept.class, state), bootId, clock, changed::raise);
        this.watch = new HostWatch(new PciBus(host.files()), groups, clock, steady, rhythm.freshFor());
        this.guard = new Guard(
                new Guard.Parts(
                        host.files(),
                        groups,
                        behaviour,
                        bootId,
                        host.senses(),
                        config.guard(),
                        config.state(),
                        state,
                        host.log()),
                claims,
                clock,
                steady,
                new Told());
        this.reconciler = new Reconciler(
                new OrderWork(groups, guard),
                outcomes,
                watch,
                operations,
                steady,
                rhythm.survey(),
                rhythm.stuckRetry());
        this.reporter = new Reporter(
                new Reporter.Origin(
                        AgentStart.after(store(config, "agent-start.json", AgentStart.Kept.class, state), clock),
                        bootId,
                        kernel.release(),
                        behaviour),
                watch,
                outcomes,
                guard,
                health,
                rhythm,
                clock,
                random,
                changed);
    }

    /**
     * Starts an agent.
     *
     * @param state the file operations in the agent's state directory
     * @throws IOException if the host or the state directory cannot be read, or if this agent has neither a credential for
     *     this manager nor a join token
     */
    public static AgentDaemon start(
            AgentConfig config, Host host, StateFiles state, Clock clock, RandomGenerator random) throws IOException {
        AgentDaemon daemon = made(config, host, state, clock, random);
        try {
            daemon.begin(config);
            return daemon;
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** The gate is there already: an agent that cannot be made must not leave it with nobody to answer. */
    private static AgentDaemon made(
            AgentConfig config, Host host, StateFiles state, Clock clock, RandomGenerator random) throws IOException {
        try {
            return new AgentDaemon(config, host, state, clock, random);
        } catch (IOException | RuntimeException e) {
            host.senses().gate().close();
            throw e;
        }
    }

    private void begin(AgentConfig config) throws IOException {
        Optional<Credential> kept = enrolment.kept();
        if (kept.isEmpty() && config.joinToken() == null) {
            throw new IOException("This host has not enrolled at " + config.manager()
                    + ", and there is no join token to do it with.");
        }
        beginGuard();
        recover(groups);
        guard.survey();
        watch.survey(0);
        every("survey", rhythm.survey(), newRevision, this::survey);
        every("use scan", rhythm.useScan(), new Signal(), this::scanUse);
        thread("link", () -> runLink(kept));
    }

    /** First of all: as soon as the gate stands opens are held, those of the agent itself too, and somebody must answer. */
    private void beginGuard() throws IOException {
        guard.begin();
        guardThread("guard", guard::answer);
        guardThread("uevents", guard::listen);
        guardThread("held", () -> {
            guard.look();
            Thread.sleep(rhythm.useScan().toMillis());
        });
    }

    /** Goes on while the agent is being closed, until the last operation, which writes through the gate, has ended. */
    private void guardThread(String name, LinkWork work) {
        start(name, guardLoops, () -> {
            while (true) {
                work.run();
            }
        });
    }

    private void runLink(Optional<Credential> kept) throws InterruptedException, IOException {
        Credential credential = kept.isPresent() ? kept.get() : enrol();
        SeenRevision seen = new SeenRevision(revisions, credential.hostId());
        thread("reporter", () -> reporter.run(manager, credential));
        new Poller(reconciler, seen, health, rhythm, random, newRevision::raise).run(manager, credential);
    }

    private Credential enrol() throws InterruptedException {
        Backoff backoff = new Backoff(rhythm.retry(), rhythm.retryAtMost(), random);
        while (true) {
            try {
                Credential credential = enrolment.enrol();
                health.succeeded();
                return credential;
            } catch (RejectedException e) {
                LOG.error(
                        "The manager does not let this host in: {}. Check the join token and the name.",
                        e.getMessage());
                Thread.sleep(rhythm.rejected().toMillis());
            } catch (IOException e) {
                health.failed(e);
                Thread.sleep(backoff.afterFailure().toMillis());
            }
        }
    }

    private void survey() {
        guard.survey();
        if (watch.survey(reconciler.revision())) {
            changed.raise();
        }
        reconciler.reconcile();
    }

    private void scanUse() {
        if (watch.lookAtUse(reconciler.watched())) {
            changed.raise();
        }
        reconciler.reconcile();
    }

    private static void recover(Groups groups) throws IOException {
        groups.recovery().run(StepLog.ofRecovery()).forEach((group, outcome) -> {
            if (outcome instanceof MoveOutcome.Done || outcome instanceof MoveOutcome.Undone) {
                LOG.info("Group {} after the start: {}", group, outcome.message());
            } else {
                LOG.error("Group {} after the start: {}", group, outcome.message());
            }
        });
    }

    /** Does the work again and again, and at once when the signal is raised. */
    private void every(String name, Duration period, Signal early, Runnable work) {
        thread(name, () -> {
            while (true) {
                early.await(period);
                try {
                    work.run();
                } catch (RuntimeException defect) {
                    LOG.error("A defect of the agent; its {} goes on", name, defect);
                }
            }
        });
    }

    private void thread(String name, LinkWork work) {
        start(name, loops, work);
    }

    private synchronized void start(String name, List<Thread> among, LinkWork work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException closed) {
                        LOG.debug("{} ends", name);
                    } catch (IOException | RuntimeException | Error e) {
                        ended(name, e);
                    }
                },
                name);
        thread.setDaemon(true);
        among.add(thread);
        thread.start();
    }

    /** While the agent is being closed, parts end because what they need has ended. */
    private void ended(String part, Throwable reason) {
        if (closing) {
            LOG.debug("{} ends", part, reason);
            return;
        }
        LOG.error("The agent's {} has ended", part, reason);
        end.completeExceptionally(reason);
    }

    /**
     * Waits until the agent has been closed.
     *
     * @throws ExecutionException if a part of it has ended by itself; what is left is no agent, and should be started again
     */
    public void awaitEnd() throws InterruptedException, ExecutionException {
        end.get();
    }

    @Override
    public void close() {
        closing = true;
        guard.closeSoon();
        interrupt(loops);
        operations.shutdown();
        try {
            if (!operations.awaitTermination(LAST_OPERATION.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "An operation is still under way; its journal says how far, and the next start goes on there.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        functions.shutdown();
        interrupt(guardLoops);
        claims.shutdown();
        guard.close();
        end.complete(null);
    }

    private synchronized void interrupt(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
    }

    /** Passes on what the guard notices. */
    private final class Told implements HostListener {

        @Override
        public void functionChanged(PciAddress function) {
            Optional<GroupFingerprint> group = watch.last().groups().stream()
                    .filter(known -> known.members().stream()
                            .anyMatch(member -> member.address().equals(function)))
                    .map(IommuGroupReport::fingerprint)
                    .findFirst();
            if (group.isEmpty()) {
                anythingMayHaveChanged();
            } else if (toLookAt.add(group.get())) {
                operations.execute(() -> lookAgain(group.get()));
            }
        }

        private void lookAgain(GroupFingerprint group) {
            toLookAt.remove(group);
            watch.lookAgain(group);
            changed.raise();
        }

        @Override
        public void anythingMayHaveChanged() {
            newRevision.raise();
        }

        @Override
        public void claimChanged() {
            changed.raise();
        }
    }

    private static <T> StateStore<T> store(AgentConfig config, String name, Class<T> type, StateFiles files) {
        Path file = config.state().resolve(name);
        return new StateStore<>(file, type, files);
    }

    private static Thread daemonThread(Runnable work) {
        Thread thread = new Thread(work, "agent");
        thread.setDaemon(true);
        return thread;
    }

    private interface LinkWork {
        void run() throws InterruptedException, IOException;
    }
}

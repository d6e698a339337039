package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.DesiredState;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one host at work: it recovers what a crash has left, then serves its manager until it is closed. Several may
 * run in one process, each for its own host with its own state directory.
 */
public final class AgentDaemon implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AgentDaemon.class);

    private final Reconciler reconciler;
    private final List<Thread> threads;
    private final CompletableFuture<@Nullable Void> end;

    private AgentDaemon(Reconciler reconciler, List<Thread> threads, CompletableFuture<@Nullable Void> end) {
        this.reconciler = reconciler;
        this.threads = threads;
        this.end = end;
    }

    /**
     * What an agent works on.
     *
     * @param files the host
     * @param groups its groups
     * @param behaviour what its kernel does about conflicts
     * @param stateDirectory where the agent keeps what it must not forget
     * @param state the file operations there
     * @param clock the host's clock
     */
    public record Host(
            HostFiles files,
            Groups groups,
            Supplier<ConflictBehaviour> behaviour,
            Path stateDirectory,
            StateFiles state,
            Clock clock) {}

    /**
     * Starts it. Returns when recovery is done and the link is being made.
     *
     * @throws IOException if the host, or what the agent remembers, cannot be read
     */
    public static AgentDaemon start(Host host, LinkSettings settings, RandomGenerator random) throws IOException {
        recover(host.groups());
        LinkMemory memory = new LinkMemory(host.stateDirectory(), host.state());
        ManagerClient manager = new ManagerClient(settings.manager());
        Credential credential = new Credential(
                settings, new MachineId(host.files(), host.stateDirectory(), host.state()).get(), manager, memory);
        Wake wake = new Wake();
        OrderBook book = new OrderBook(memory, host.clock(), new Kernel(host.files()).bootId(), wake);
        LinkLog linkLog = new LinkLog();
        Reporter reporter = new Reporter(
                new HostSurvey(
                        host.files(),
                        host.groups(),
                        host.behaviour(),
                        book,
                        host.clock(),
                        host.clock().instant()),
                new UseWatch(host.groups(), book),
                credential,
                manager,
                settings.rhythm(),
                new Backoff(settings.rhythm().backoff(), random),
                linkLog);
        wake.reporter = reporter;
        Reconciler reconciler =
                new Reconciler(host.groups(), book, settings.rhythm().watch());
        Poller poller = new Poller(
                credential,
                manager,
                settings.rhythm(),
                new Backoff(settings.rhythm().backoff(), random),
                linkLog,
                (asHost, desired) -> take(reconciler, reporter, asHost, desired));
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        return new AgentDaemon(
                reconciler,
                List.of(
                        thread(settings.hostName() + "-reports", reporter, end),
                        thread(settings.hostName() + "-orders", poller, end)),
                end);
    }

    private static void take(Reconciler reconciler, Reporter reporter, String asHost, DesiredState desired) {
        reconciler.take(asHost, desired);
        reporter.wake();
    }

    private static void recover(Groups groups) throws IOException {
        groups.recovery()
                .run(StepListener.none())
                .forEach((group, outcome) -> log.info("Group {} after the start: {}", group, outcome.message()));
    }

    private static Thread thread(String name, Runnable work, CompletableFuture<@Nullable Void> end) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, cause) -> end.completeExceptionally(cause));
        thread.start();
        return thread;
    }

    /**
     * Waits until it is closed.
     *
     * @throws ExecutionException if a defect has ended it; then the process should end too, to be started afresh
     */
    public void awaitEnd() throws InterruptedException, ExecutionException {
        end.get();
    }

    /** Ends it. An operation under way gets some time to finish; what does not is recovered at the next start. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        reconciler.close();
        end.complete(null);
    }

    /** The book wakes the reporter, which reads the book. */
    private static final class Wake implements Runnable {
        private volatile @Nullable Reporter reporter;

        @Override
        public void run() {
            Reporter now = reporter;
            if (now != null) {
                now.wake();
            }
        }
    }
}

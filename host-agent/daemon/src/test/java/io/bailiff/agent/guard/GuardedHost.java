// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.awaitility.Awaitility.await;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GuardReport.Policy;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimInterceptor;
import io.bailiff.agent.sim.SimShell;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.sim.SimUevents;
import io.bailiff.agent.sim.SimWriteInterceptor;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A simulated host with a guard at work, and people who do things to it. */
final class GuardedHost {

    static final PciAddress PORT_0 = PciAddress.parse("0000:02:01.0");
    static final PciAddress PORT_1 = PciAddress.parse("0000:02:01.1");
    static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    static final String OWNER = "assignment 1";
    static final String UNBIND = "echo " + PORT_1 + " > /sys/bus/pci/drivers/vfio-pci/unbind\n";
    static final String OVERRIDE = "echo e1000 > /sys/bus/pci/devices/" + PORT_1 + "/driver_override\n";
    static final String BIND = "echo " + PORT_1 + " > /sys/bus/pci/drivers/e1000/bind\n";
    private static final int PATIENCE_SECONDS = 60;

    final SimHost sim;
    final Groups groups;
    final List<String> terminalLines = Collections.synchronizedList(new ArrayList<>());
    final List<String> hostLog = Collections.synchronizedList(new ArrayList<>());
    private final Path state;
    private final boolean survives;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ExecutorService functions = FunctionThreads.start(4);
    private final List<Thread> loops = new ArrayList<>();
    private @Nullable SimInterceptor interceptor;
    private @Nullable SimWriteInterceptor writes;
    /** False for a host whose control files cannot be covered. */
    boolean canCover = true;

    private @Nullable Guard guard;
    SimUevents uevents;

    GuardedHost(Path state, KernelFlavour flavour, boolean survives) {
        this(state, SimHost.demo(flavour), survives);
    }

    GuardedHost(Path state, SimHost sim, boolean survives) {
        this.sim = sim;
        this.state = state;
        this.survives = survives;
        this.uevents = sim.uevents();
        this.groups = Groups.of(
                sim.files(),
                sim.files(),
                group -> List.of(),
                this::behaviour,
                state,
                new DiskFiles(),
                functions,
                KernelTimeouts.normal());
    }

    /** Boots a host whose port {@code 0000:02:01.1} of a NIC has two virtual functions, {@code 0000:02:10.0} and {@code 0000:02:10.1}. */
    static SimHost bootWithVirtualFunctions() throws HostFileException {
        SimHost sim = boot(KernelFlavour.REFUSES, SimTopology.withNetworkConfiguration());
        sim.files().write(PciBus.DEVICES + "0000:02:01.1/sriov_numvfs", "2");
        return sim;
    }

    static SimHost boot(KernelFlavour flavour, HostSpec topology) {
        return SimHost.boot("sim-a", flavour, topology, "6f1c1d6e-0b9a-4d1e-9c58-2f1a7f3b8e10");
    }

    private ConflictBehaviour behaviour() {
        return sim.kernel().flavour().tracksOwners() ? ConflictBehaviour.REFUSES : ConflictBehaviour.PANICS;
    }

    static GuardPolicy policy(Policy policy) {
        return new GuardPolicy(policy, Set.of(), Duration.ofSeconds(30));
    }

    Guard begin(GuardPolicy policy) throws IOException {
        SimInterceptor newInterceptor = sim.interceptor(survives);
        SimWriteInterceptor newWrites = sim.writeInterceptor(survives);
        uevents = sim.uevents();
        GuardAssembly assembly = new GuardAssembly(
                sim.files(),
                groups,
                behaviour(),
                "boot-1",
                new GuardBackends(
                        newInterceptor,
                        canCover ? newWrites : GuardBackends.noWrites("the test covers no file."),
                        uevents,
                        0,
                        (line, pid) -> terminalLines.add(line),
                        null),
                policy,
                state,
                new DiskFiles(),
                hostLog::add);
        Guard newGuard = assembly.assemble(threads, Clock.systemUTC(), Clock.systemUTC(), new NoListener());
        newGuard.takeOver();
        newGuard.begin();
        interceptor = newInterceptor;
        writes = newWrites;
        guard = newGuard;
        loop(newGuard::handleOpens);
        loop(newGuard::handleWrites);
        loop(newGuard::handleUevents);
        loop(() -> {
            newGuard.checkHeldClaims();
            Thread.sleep(5);
        });
        return newGuard;
    }

    Guard guard() {
        return Objects.requireNonNull(guard);
    }

    /** What a SIGKILL leaves of the agent: nothing but what the kernel and the disk have. */
    void killAgent() throws InterruptedException {
        stopLoops();
        Objects.requireNonNull(interceptor).abandon();
        Objects.requireNonNull(writes).abandon();
    }

    /** Ends the agent's handling of writes and opens, so that a test can read a write as an agent that is killed before the decision. */
    void pauseWrites() throws InterruptedException {
        stopLoops();
    }

    /** Reads the next write without a decision; returns false if there is none. */
    boolean readsOneWrite() throws HostFileException, InterruptedException {
        return !Objects.requireNonNull(writes).await(Duration.ZERO).isEmpty();
    }

    /** Hides from the agent if openers read or write. */
    void hideAccess() {
        Objects.requireNonNull(interceptor).hideAccess();
    }

    /** Returns the covered control files. */
    Set<String> covered() {
        return Objects.requireNonNull(writes).covered();
    }

    GroupFingerprint nic() throws HostFileException {
        return new PciBus(sim.files()).groupOf(PORT_0).orElseThrow().fingerprint();
    }

    GroupFingerprint lend() throws IOException {
        return lend(OWNER);
    }

    GroupFingerprint lend(String owner) throws IOException {
        return lend(PORT_0, owner);
    }

    GroupFingerprint lend(PciAddress member, String owner) throws IOException {
        GroupFingerprint group =
                new PciBus(sim.files()).groupOf(member).orElseThrow().fingerprint();
        guard().prepareLoan();
        must(groups.operations().detach(new DetachRequest(group, owner, "operation-1"), StepListener.none()));
        guard().loanPrepared();
        return group;
    }

    /** As if the agent were, or had died, in this phase. */
    void journal(Journal was, Journal.Phase phase) throws IOException {
        Journal journal = new Journal(
                was.schema(),
                was.fingerprint(),
                was.bootId(),
                phase,
                was.owner(),
                was.operationId(),
                was.allowed(),
                was.members());
        new JournalStore(state, new DiskFiles()).write(journal);
    }

    /** Changes the override of a member by a descriptor from before the loan: no interceptor sees the write. */
    void overridePastGuard() throws HostFileException {
        sim.files().write(PciBus.overrideFile(PORT_1), "e1000\n");
        guard().survey();
    }

    Thread surveyOverAndOver() {
        Thread surveyor = new Thread(() -> {
            while (!Thread.interrupted()) {
                guard().survey();
            }
        });
        surveyor.start();
        return surveyor;
    }

    Thread fenceMeanwhile(GroupFingerprint group) {
        Thread thread = new Thread(() -> {
            try {
                guard().fence(group);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** As the agent does when the manager wants the group back. */
    void giveBack(GroupFingerprint group) throws IOException, InterruptedException {
        if (guard().letHostTake(group)) {
            must(groups.operations().reattach(group, OWNER, false, StepListener.none()));
            guard().reattached(group);
        }
    }

    private static void must(MoveOutcome outcome) {
        if (!(outcome instanceof MoveOutcome.Done)) {
            throw new AssertionError(outcome.message());
        }
    }

    /** Opens the group as a guest does. */
    long startGuest() throws Exception {
        long pid = sim.processes().start("qemu-system-x86");
        sim.kernel().vfio().open(pid, PORT_0);
        return pid;
    }

    void endGuest(long pid) {
        sim.kernel().vfio().closeAll(pid);
        sim.processes().end(pid);
    }

    Running shell(String script) {
        return shell(ProcessSpec.command("/usr/bin/bash"), script);
    }

    Running shell(ProcessSpec who, String script) {
        SimShell shell = SimShell.start(sim, who, script);
        return new Running(shell.pid(), CompletableFuture.supplyAsync(shell::run, threads));
    }

    /** A script under way. */
    record Running(long pid, CompletableFuture<SimShell.Outcome> outcome) {

        /** Why it failed; empty if it did not. One that is held for good fails the test. */
        String error() {
            return outcome.copy()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join()
                    .error()
                    .orElse("");
        }
    }

    /** Waits for the one claim that is like this. */
    ClaimReport awaitClaim(Status status) {
        await().until(() -> !claims(status).isEmpty());
        return claims(status).get(0);
    }

    List<ClaimReport> claims(Status status) {
        return guard().claims().stream()
                .filter(claim -> claim.status() == status)
                .toList();
    }

    @Nullable
    String driver(PciAddress function) throws HostFileException {
        return new PciBus(sim.files()).driver(function).orElse(null);
    }

    @Nullable
    String override(PciAddress function) throws HostFileException {
        return new PciBus(sim.files()).driverOverride(function).orElse(null);
    }

    private void loop(Work work) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    work.run();
                }
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        loops.add(thread);
        thread.start();
    }

    private void stopLoops() throws InterruptedException {
        for (Thread loop : loops) {
            loop.interrupt();
            loop.join();
        }
        loops.clear();
    }

    void close() throws InterruptedException {
        stopLoops();
        if (guard != null) {
            guard.close();
        }
        threads.shutdownNow();
        functions.shutdownNow();
        // Nobody writes to the state directory any more when it is deleted.
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new AssertionError("threads of the test still work on the host");
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    static final class NoListener implements GuardListener {
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

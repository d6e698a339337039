// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.JournalStore;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.LentJournals;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.sim.FunctionSpec;
import io.bailiff.agent.sim.HostSpec;
import io.bailiff.agent.sim.KernelFlavour;
import io.bailiff.agent.sim.ProcessSpec;
import io.bailiff.agent.sim.SimHost;
import io.bailiff.agent.sim.SimTopology;
import io.bailiff.agent.state.CountedDisk;
import io.bailiff.agent.state.DiskFiles;
import io.bailiff.agent.state.FileClock;
import io.bailiff.agent.state.StateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** A simulated host with a number of lent NICs, each in a group of its own, and a guard whose calls are counted. */
final class ManyLentGroups {

    static final String UNRELATED = "/sys/bus/pci/drivers/nvme/bind";
    static final String RELATED = "/sys/bus/pci/drivers/vfio-pci/unbind";
    static final PciAddress DISK = PciAddress.parse("0000:04:00.0");
    private static final String BOOT = "boot-1";

    /** The journals count as unchanged for longer than a file system's clock may stand still. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

    final SimHost sim;
    final CountedCalls calls = new CountedCalls();
    final QueuedInterceptor interceptor = new QueuedInterceptor();
    final QueuedWrites writes = new QueuedWrites();
    final Guard guard;
    final CountedDisk disk = new CountedDisk();
    private final Path state;
    private final String owner;

    ManyLentGroups(Path state, int count, Executor threads) throws IOException {
        this(state, count, threads, "assignment 1");
    }

    ManyLentGroups(Path state, int count, Executor threads, String owner) throws IOException {
        this.state = state;
        this.owner = owner;
        this.sim = SimHost.boot("sim-a", KernelFlavour.REFUSES, spec(count), BOOT);
        sim.files().load("vfio-pci");
        for (int number = 0; number < count; number++) {
            lentLongAgo(nic(number));
        }
        this.guard = assemble(threads);
        guard.takeOver();
        guard.begin();
    }

    private static HostSpec spec(int count) {
        HostSpec spec = SimTopology.demo();
        for (int number = 0; number < count; number++) {
            spec = spec.with(
                    FunctionSpec.endpoint(nic(number).toString(), "", 100 + number, "8086:1010:8086:1012", "020000"));
        }
        return spec;
    }

    static PciAddress nic(int number) {
        return PciAddress.parse(String.format("0000:%02x:%02x.0", 0x40 + number / 32, number % 32));
    }

    private Guard assemble(Executor threads) throws IOException {
        HostFiles files = calls.of(HostFiles.class, sim.files());
        StateFiles counted = calls.of(StateFiles.class, disk);
        Groups all = groups(files, counted);
        Groups groups = new Groups(
                all.finder(),
                all.survey(),
                all.operations(),
                all.recovery(),
                all.use(),
                all.journals(),
                new LentJournals(files, all.journals(), LATER),
                all.gone());
        GuardBackends backends = new GuardBackends(interceptor, writes, sim.uevents(), 0, (line, pid) -> {}, null);
        return new GuardAssembly(
                        files,
                        groups,
                        ConflictBehaviour.REFUSES,
                        BOOT,
                        backends,
                        GuardPolicy.normal(),
                        state,
                        counted,
                        line -> {})
                .assemble(threads, Clock.systemUTC(), Clock.systemUTC(), new GuardedHost.NoListener());
    }

    private Groups groups(HostFiles files, StateFiles stateFiles) {
        return Groups.of(
                files,
                sim.files(),
                group -> List.of(),
                () -> ConflictBehaviour.REFUSES,
                state,
                stateFiles,
                Runnable::run,
                new KernelTimeouts(Duration.ofMillis(500), 3, Duration.ZERO));
    }

    /** Puts the function and its journal where a detach leaves them: a detach of many groups would take minutes. */
    private void lentLongAgo(PciAddress function) throws IOException {
        sim.files().write(PciBus.overrideFile(function), "vfio-pci");
        sim.files().write("/sys/bus/pci/drivers/e1000/unbind", function.toString());
        sim.files().write("/sys/bus/pci/drivers_probe", function.toString());
        new JournalStore(state, new DiskFiles())
                .write(new Journal(
                        Journal.SCHEMA,
                        fingerprint(function),
                        BOOT,
                        Journal.Phase.DETACHED,
                        owner,
                        "operation-1",
                        List.of(),
                        List.of(new Journal.Member(function, "e1000", null, "vfio-pci"))));
    }

    /** Lends the group of the function, as a command in another process does. */
    void lend(PciAddress function) throws IOException {
        FileClock.awaitTick(state.resolve("groups"));
        MoveOutcome outcome = groups(sim.files(), new DiskFiles())
                .operations()
                .detach(new DetachRequest(fingerprint(function), "assignment 1", "operation-1"), StepListener.none());
        if (!(outcome instanceof MoveOutcome.Done)) {
            throw new AssertionError(outcome.message());
        }
    }

    private GroupFingerprint fingerprint(PciAddress function) throws IOException {
        return new PciBus(sim.files()).groupOf(function).orElseThrow().fingerprint();
    }

    /** Starts a process that names the first lent function in the command line. */
    long process() {
        return sim.processes().start(ProcessSpec.command("/usr/sbin/take", nic(0).toString()));
    }

    /** Lets a new process open the file, and returns the ticket after the guard has handled the open. */
    long open(String path) throws Exception {
        long ticket = interceptor.open(process(), path);
        guard.handleOpens();
        return ticket;
    }

    /** Returns the calls that an open costs after an open of the same kind. */
    List<String> callsOf(String path) throws Exception {
        open(path);
        long process = process();
        interceptor.open(process, path);
        calls.forget();
        guard.handleOpens();
        return calls.all().stream()
                .map(call -> call.replace("/" + process + "/", "/PID/").replace(state.toString(), "STATE"))
                .toList();
    }

    /** Lets a new process write to the file, and returns the ticket after the guard has handled the write. */
    long write(String path, String text) throws Exception {
        long ticket = writes.write(process(), path, text);
        guard.handleWrites();
        return ticket;
    }

    /** Returns the calls that a write costs after a write of the same kind. */
    List<String> callsOfWrite(String path, String text) throws Exception {
        write(path, text);
        writes.write(process(), path, text);
        calls.forget();
        guard.handleWrites();
        return calls.all().stream()
                .map(call -> call.replace(state.toString(), "STATE"))
                .toList();
    }

    List<ClaimReport> claims() {
        return guard.claims();
    }
}

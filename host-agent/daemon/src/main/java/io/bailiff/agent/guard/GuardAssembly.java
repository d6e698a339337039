// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.group.DriverKinds;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Builds the guard of a host from the configuration.
 *
 * @param files the host's files
 * @param groups the host's groups
 * @param behaviour the kernel's reaction to a host driver in a group in use
 * @param bootId the id of the host's current boot
 * @param backends the interceptors, the uevents and the terminals
 * @param policy the guard's reaction to claims
 * @param stateDirectory the directory of the guard's state files
 * @param state the file operations in the state directory
 * @param hostLog takes lines for the host's own log
 */
public record GuardAssembly(
        HostFiles files,
        Groups groups,
        ConflictBehaviour behaviour,
        String bootId,
        GuardBackends backends,
        GuardPolicy policy,
        Path stateDirectory,
        StateFiles state,
        Consumer<String> hostLog) {

    /**
     * Returns a guard. The caller must call {@link Guard#begin} next.
     *
     * @param threads an executor for single events, without a limit on parallel events
     * @param clock the host's clock, for timestamps
     * @param monotonic the monotonic clock: elapsed time, independent of changes to the host's clock
     * @throws IOException if the stored state of an earlier agent cannot be read
     */
    public Guard assemble(Executor threads, Clock clock, Clock monotonic, GuardListener listener) throws IOException {
        OpenInterceptor interceptor = backends.interceptor();
        Processes processes = new Processes(files);
        HeldTickets held = new HeldTickets(interceptor, backends.writes(), processes);
        PciBus bus = new PciBus(files);
        BusFactsReader busFacts = new BusFactsReader(files);
        LentGroups lentGroups = new LentGroups(files, groups.lent(), busFacts);
        LentGroupUse use = new LentGroupUse(bus, groups.use());
        AppearedFunctions appeared = new AppearedFunctions(
                files, lentGroups, store("appeared.json", AppearedFunctions.Stored.class), bootId);
        ClaimBook book = new ClaimBook(stateDirectory, state, bootId);
        ClaimStore claimStore = new ClaimStore(book, clock, hostLog, listener::claimChanged);
        Marks marks = new Marks(files, interceptor);
        CoveredFiles covered = new CoveredFiles(files, backends.writes(), lentGroups);
        DriverModules modules = new DriverModules(files);
        LentFiles lentFiles = new LentFiles(
                new SurroundingFiles(files, lentGroups, modules),
                lentGroups,
                marks,
                covered,
                new ProcFiles(files, backends.writes()),
                new UnloadLimits(modules));
        WatchedFiles watched = new WatchedFiles(marks, covered, lentFiles);
        GuardLimits limits = new GuardLimits(files, !refusesConflicts(), backends.self(), claimStore::writers, clock);
        DriverFit fit = new DriverFit(files, busFacts);
        ClaimReach reach = new ClaimReach(
                new DriverKinds(files), fit::fits, fit::matches, refusesConflicts(), new HostSurroundings(files));
        Verdicts verdicts = new Verdicts(policy, reach);
        Fences fences = new Fences(files, lentGroups, store("fences.json", Fences.Stored.class), bootId);
        AttemptContextReader contexts = new AttemptContextReader(claimStore, fences, covered);
        LetThroughCheck letThroughCheck = new LetThroughCheck(lentGroups, verdicts, contexts, claimStore);
        GroupHandover handover =
                new GroupHandover(claimStore, lentGroups, held, letThroughCheck, use, policy.settling(), monotonic);
        ClaimRecorder recorder = new ClaimRecorder(claimStore, handover, clock);
        AcceptedOverrides accepted =
                new AcceptedOverrides(store("overrides.json", AcceptedOverrides.Stored.class), bootId, policy.policy());
        OverrideMonitor overrides = new OverrideMonitor(files, lentGroups, recorder, verdicts, accepted, fences);
        ClaimantReader claimants = new ClaimantReader(files);
        AttemptDecider decider = new AttemptDecider(
                claimants, lentGroups, verdicts, contexts, recorder, overrides, backends.terminals());
        OwnProcesses own = new OwnProcesses(processes, backends.self());
        OpenHandler openHandler = new OpenHandler(interceptor, own, lentGroups, decider, overrides, claimants, threads);
        WriteHandler writeHandler = new WriteHandler(backends.writes(), decider, processes, threads);
        HotPlugPorts ports = new HotPlugPorts(
                files, lentGroups, store("hot-plug.json", HotPlugPorts.Stored.class), bootId, !refusesConflicts());
        UeventHandler uevents = new UeventHandler(watched, lentGroups, recorder, appeared, fit::fits, listener);
        return new Guard(
                backends,
                new EventHandlers(openHandler, writeHandler, uevents),
                new GuardCoverage(backends, policy.policy(), watched, overrides, appeared, limits, ports),
                claimStore,
                handover,
                new HeldClaimMonitor(claimStore, held, processes, lentGroups, use, handover, letThroughCheck),
                new ClaimRejector(claimStore, held, lentGroups, overrides, fences));
    }

    private boolean refusesConflicts() {
        return behaviour == ConflictBehaviour.REFUSES;
    }

    private <T> StateStore<T> store(String name, Class<T> type) {
        return StateStore.untilBoot(stateDirectory.resolve(name), type, state);
    }
}

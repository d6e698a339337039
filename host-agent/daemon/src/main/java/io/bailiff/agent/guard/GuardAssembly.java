package io.bailiff.agent.guard;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.OpenGate;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Builds the guard of one host out of its configuration.
 *
 * @param files the host's files
 * @param groups its groups
 * @param behaviour what its kernel does about conflicts
 * @param bootId its boot
 * @param senses by what the guard sees and holds
 * @param policy what it does about claims
 * @param stateDirectory where it keeps what it must not forget
 * @param state the file operations there
 * @param hostLog where lines for the host's own log go
 */
public record GuardAssembly(
        HostFiles files,
        Groups groups,
        ConflictBehaviour behaviour,
        String bootId,
        Senses senses,
        GuardPolicy policy,
        Path stateDirectory,
        StateFiles state,
        Consumer<String> hostLog) {

    /**
     * Returns a guard that has not begun.
     *
     * @param threads where single claims are looked at, as many as come
     * @param clock the host's, for people
     * @param steady tells how much time has passed, whatever the host's clock is set to
     * @throws IOException if what an earlier agent has kept cannot be read
     */
    public Guard assemble(Executor threads, Clock clock, Clock steady, HostListener listener) throws IOException {
        OpenGate gate = senses.gate();
        PciBus bus = new PciBus(files);
        Processes processes = new Processes(files);
        LentGroups lentGroups = new LentGroups(files, groups.lent());
        LentGroupUse use = new LentGroupUse(bus, groups.use());
        AppearedFunctions appeared =
                new AppearedFunctions(files, lentGroups, store("appeared.json", AppearedFunctions.Kept.class), bootId);
        ClaimBook book = new ClaimBook(
                store("claims.json", ClaimBook.Kept.class), bootId, clock, hostLog, listener::claimChanged);
        Marks marks = new Marks(files, gate);
        BlindSpots blindSpots = new BlindSpots(files, !refusesConflicts(), senses.self(), clock);
        DriverFit fit = new DriverFit(files);
        Verdicts verdicts = new Verdicts(policy, new ClaimReach(fit::fits, refusesConflicts()));
        Fences fences = new Fences(files, lentGroups, store("fences.json", Fences.Kept.class), bootId);
        OpenContextReader contexts = new OpenContextReader(bus, book, fences);
        SecondLook secondLook = new SecondLook(lentGroups, verdicts, contexts);
        HandOver handOver = new HandOver(book, lentGroups, gate, secondLook, use, policy.settling(), steady);
        ClaimDesk desk = new ClaimDesk(book, handOver, clock);
        AcceptedOverrides accepted =
                new AcceptedOverrides(store("overrides.json", AcceptedOverrides.Kept.class), bootId, policy.policy());
        OverrideWatch overrides = new OverrideWatch(files, lentGroups, desk, verdicts, accepted, fences);
        Breadcrumbs breadcrumbs = new Breadcrumbs(files);
        OpenDecider decider =
                new OpenDecider(gate, breadcrumbs, lentGroups, verdicts, contexts, desk, senses.terminals());
        OwnProcesses own = new OwnProcesses(processes, senses.self());
        Doorkeeper doorkeeper = new Doorkeeper(gate, own, lentGroups, decider, overrides, breadcrumbs, threads);
        UeventWatch uevents = new UeventWatch(marks, lentGroups, desk, appeared, fit::fits, listener);
        return new Guard(
                senses,
                new EventHandlers(doorkeeper, uevents),
                new GuardCoverage(senses, policy.policy(), marks, overrides, appeared, blindSpots),
                book,
                handOver,
                new Watchman(book, gate, processes, lentGroups, use, handOver, secondLook),
                new Dismissals(book, gate, lentGroups, overrides, fences));
    }

    private boolean refusesConflicts() {
        return behaviour == ConflictBehaviour.REFUSES;
    }

    private <T> StateStore<T> store(String name, Class<T> type) {
        return StateStore.untilBoot(stateDirectory.resolve(name), type, state);
    }
}

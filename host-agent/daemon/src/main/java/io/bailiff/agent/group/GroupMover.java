package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Moves a whole group away from its host drivers, or back, and undoes what it did if a member does not come along. Whether
 * the group may be moved is decided before; the caller holds the group's lock.
 *
 * <p>The members move in parallel, one thread each. The journal is on disk before the first of them moves, and says
 * DETACHED, or is gone, only after the last has been seen to have arrived.
 */
public final class GroupMover {

    private final FunctionMover functions;
    private final JournalStore journals;
    private final Executor threads;

    /** @param threads where members move in parallel; one thread per member makes the most of it */
    public GroupMover(FunctionMover functions, JournalStore journals, Executor threads) {
        this.functions = functions;
        this.journals = journals;
        this.threads = threads;
    }

    /** @param journal how the group is now; not yet on disk */
    MoveOutcome detach(Journal journal, StepListener listener) {
        Journal detaching = journal.in(Phase.DETACHING);
        Optional<String> failure = record(detaching)
                .or(() -> detachMembers(detaching, listener))
                .or(() -> record(detaching.in(Phase.DETACHED)));
        return failure.map(reason -> undoDetach(detaching, reason, listener))
                .orElseGet(() -> new MoveOutcome.Done("Detached."));
    }

    /** Puts a detach that did not work out, or did not get to its end, back to how the group was. */
    MoveOutcome undoDetach(Journal journal, String reason, StepListener listener) {
        return reattachMembers(journal, listener)
                .or(() -> forget(journal))
                .<MoveOutcome>map(second -> stuck(reason + "; undoing it failed too: " + second))
                .orElseGet(() -> new MoveOutcome.Undone(reason + ".", "The group is as it was before."));
    }

    /** Finishes a detach whose members have all been seen on their vfio drivers. */
    MoveOutcome finishDetach(Journal journal) {
        return record(journal.in(Phase.DETACHED))
                .<MoveOutcome>map(GroupMover::stuck)
                .orElseGet(() -> new MoveOutcome.Done("Detached."));
    }

    /**
     * What is left to give back. A member that the host has bound to a driver of its choice since the group was detached is where
     * the host wants it, and one that is gone from the bus is nowhere: neither is the agent's to move any more.
     *
     * @return the journal of the others, or empty if there are none
     */
    Optional<Journal> rest(Journal journal) throws HostFileException {
        List<Member> members = new ArrayList<>();
        for (Member member : journal.members()) {
            if (functions.exists(member.address()) && !isTaken(journal, member)) {
                members.add(member);
            }
        }
        return members.isEmpty() ? Optional.empty() : Optional.of(journal.with(members));
    }

    /** Once the way back has begun, it is the agent that has bound it. */
    private boolean isTaken(Journal journal, Member member) throws HostFileException {
        String driver = functions.driver(member.address()).orElse(null);
        return journal.phase() == Phase.DETACHED && driver != null && !VfioDrivers.isAway(driver);
    }

    MoveOutcome reattach(Journal journal, StepListener listener) {
        Journal reattaching = journal.in(Phase.REATTACHING);
        Optional<String> unwritten = record(reattaching);
        if (unwritten.isPresent()) {
            return new MoveOutcome.Undone(unwritten.get() + ".", "Nothing was changed.");
        }
        Optional<String> failure = reattachMembers(reattaching, listener);
        if (failure.isPresent()) {
            return undoReattach(reattaching, failure.get(), listener);
        }
        return forget(reattaching)
                .<MoveOutcome>map(GroupMover::stuck)
                .orElseGet(() -> new MoveOutcome.Done("Back with the host."));
    }

    private MoveOutcome undoReattach(Journal journal, String reason, StepListener listener) {
        return detachMembers(journal, listener)
                .or(() -> record(journal.in(Phase.DETACHED)))
                .<MoveOutcome>map(second -> stuck(reason + "; undoing it failed too: " + second))
                .orElseGet(() -> new MoveOutcome.Undone(reason + ".", "The group is still detached."));
    }

    /**
     * Clears the members' overrides and has the kernel look for drivers, for a group whose former drivers nobody knows. All
     * are off their vfio drivers, under their pins, before the first is let go.
     */
    MoveOutcome letKernelChoose(IommuGroup group, StepListener listener) {
        List<PciAddress> pinned = group.members().stream()
                .filter(member -> VfioDrivers.isAway(member.driver()) || VfioDrivers.isAway(member.driverOverride()))
                .map(FunctionReport::address)
                .toList();
        return inParallel(pinned, Route::leaveForGood, listener)
                .or(() -> inParallel(pinned, Route::takeAny, listener))
                .<MoveOutcome>map(reason -> new MoveOutcome.Stuck(
                        reason + ".", "Put right what the message says, then run the same command again."))
                .orElseGet(() -> new MoveOutcome.Done("With the drivers that the kernel chose."));
    }

    /** Whether every member is pinned to its vfio driver and bound to it. */
    boolean isAway(Journal journal) throws HostFileException {
        for (Member member : journal.members()) {
            if (!functions.look(member.address()).isHeldBy(member.targetDriver())) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> detachMembers(Journal journal, StepListener listener) {
        return inParallel(journal.members(), Member::address, Route::away, listener);
    }

    private Optional<String> reattachMembers(Journal journal, StepListener listener) {
        return inParallel(journal.members(), Member::address, Route::leave, listener)
                .or(() -> inParallel(journal.members(), Member::address, Route::arrive, listener));
    }

    private Optional<String> inParallel(List<PciAddress> members, Leg<PciAddress> leg, StepListener listener) {
        return inParallel(members, address -> address, leg, listener);
    }

    /** Why it failed, members' reasons together; empty if every member got to its end. Waits for all of them. */
    private <M> Optional<String> inParallel(
            List<M> members, Function<M, PciAddress> address, Leg<M> leg, StepListener listener) {
        FunctionMover mover = functions.forOneGroup();
        List<CompletableFuture<Optional<String>>> moves = members.stream()
                .map(member -> CompletableFuture.supplyAsync(
                        () -> mover.move(address.apply(member), now -> leg.steps(member, now), listener), threads))
                .toList();
        return moves.stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "; " + other);
    }

    private Optional<String> record(Journal journal) {
        try {
            journals.write(journal);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the journal cannot be written: " + e.getMessage());
        }
    }

    private Optional<String> forget(Journal journal) {
        try {
            if (journals.read(journal.fingerprint()).isPresent()) {
                journals.remove(journal.fingerprint());
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the journal cannot be removed: " + e.getMessage());
        }
    }

    private static MoveOutcome stuck(String reason) {
        return new MoveOutcome.Stuck(
                reason + ".",
                "Some members may be with the host and some not, and none is free to be given out."
                        + " Put right what the message says, then run: bailiff-agent recover");
    }

    private interface Leg<M> {
        List<Step> steps(M member, Binding now);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.group.Journal.Phase;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Moves a whole group from the host drivers to the vfio drivers, or back, and undoes the move if a member fails. The
 * caller has already checked that the group may move, and holds the lock of the group.
 *
 * <p>The members move in parallel, one thread each. The journal is on disk before the first member moves. The journal's
 * phase becomes DETACHED, or the journal is removed, only after the last member has been verified on the wanted driver.
 */
public final class GroupMover {

    private final FunctionMover functions;
    private final ConfigurationRestorer configurations;
    private final JournalStore journals;
    private final Executor threads;

    /** @param threads the threads for moving members in parallel; one thread per member is the fastest */
    public GroupMover(
            FunctionMover functions, ConfigurationRestorer configurations, JournalStore journals, Executor threads) {
        this.functions = functions;
        this.configurations = configurations;
        this.journals = journals;
        this.threads = threads;
    }

    /** @param journal the current state of the group, not on disk yet */
    MoveOutcome detach(Journal journal, StepListener listener) {
        Journal detaching = journal.in(Phase.DETACHING);
        Optional<String> failure = record(detaching)
                .or(() -> detachMembers(detaching, listener))
                .or(() -> record(detaching.in(Phase.DETACHED)));
        return failure.map(reason -> undoDetach(detaching, reason, listener))
                .orElseGet(() -> new MoveOutcome.Done("Detached."));
    }

    /**
     * Undoes a failed or interrupted detach: returns all members to their former drivers and overrides, restores their
     * configuration, then removes the journal.
     */
    MoveOutcome undoDetach(Journal journal, String reason, StepListener listener) {
        DeadMembers dead = new DeadMembers(functions);
        Optional<String> failure = reattachMembers(journal, dead, listener);
        List<String> notRestored = failure.isPresent() ? List.of() : restore(journal, dead, listener);
        return failure.or(() -> forget(journal))
                .<MoveOutcome>map(second -> stuck(reason + "; the undo failed too: " + second))
                .orElseGet(() -> new MoveOutcome.Undone(
                        reason + ".",
                        "Every member is on its former driver again." + dead.note() + NotRestored.text(notRestored)));
    }

    /** Finishes a detach with every member already on its vfio driver: stores the phase DETACHED. */
    MoveOutcome finishDetach(Journal journal) {
        return record(journal.in(Phase.DETACHED))
                .<MoveOutcome>map(GroupMover::stuck)
                .orElseGet(() -> new MoveOutcome.Done("Detached."));
    }

    /**
     * Returns the part of the journal with the members still to be reattached. Two kinds of members drop out, because
     * the agent must not move them any more. The first kind is bound to a host driver of the host's own choice since
     * the detach. The second kind is gone from the bus.
     *
     * @return the journal with the remaining members, or empty if no member remains
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

    /**
     * Returns true if the host has bound the member to a host driver. Always false after the start of a reattach,
     * because from then on the agent itself may have bound the member.
     */
    private boolean isTaken(Journal journal, Member member) throws HostFileException {
        String driver = functions.driver(member.address()).orElse(null);
        return journal.phase() == Phase.DETACHED
                && driver != null
                && !functions.isAway(driver)
                && !driver.equals(member.targetDriver());
    }

    /**
     * Restores the configuration of the members that the host has bound to their former drivers by itself. The members are
     * not in {@link #rest}.
     *
     * @return the parts that could not be restored
     */
    List<String> restoreTaken(Journal journal, StepListener listener) throws HostFileException {
        List<Member> taken = new ArrayList<>();
        for (Member member : journal.members()) {
            if (functions.exists(member.address())
                    && isTaken(journal, member)
                    && functions.look(member.address()).isBoundTo(member.driver())) {
                taken.add(member);
            }
        }
        return configurations.restore(taken, listener);
    }

    /**
     * Returns the members to their former drivers and overrides, restores their configuration, then removes the journal.
     *
     * @param notRestored the parts of the configuration of {@link #restoreTaken} members that could not be restored
     */
    MoveOutcome reattach(Journal journal, List<String> notRestored, StepListener listener) {
        Journal reattaching = journal.in(Phase.REATTACHING);
        Optional<String> unwritten = record(reattaching);
        if (unwritten.isPresent()) {
            return new MoveOutcome.Undone(unwritten.get() + ".", "Nothing was changed.");
        }
        DeadMembers dead = new DeadMembers(functions);
        Optional<String> failure = reattachMembers(reattaching, dead, listener);
        if (failure.isPresent()) {
            return undoReattach(reattaching, failure.get(), listener);
        }
        List<String> lost = new ArrayList<>(notRestored);
        lost.addAll(restore(journal, dead, listener));
        return forget(reattaching)
                .<MoveOutcome>map(GroupMover::stuck)
                .orElseGet(() -> new MoveOutcome.Done("Reattached." + dead.note(), lost));
    }

    /** Restores the configuration of the members, except of dead members. */
    private List<String> restore(Journal journal, DeadMembers dead, StepListener listener) {
        return configurations.restore(dead.without(journal.members(), Member::address), listener);
    }

    private MoveOutcome undoReattach(Journal journal, String reason, StepListener listener) {
        return detachMembers(journal, listener)
                .or(() -> record(journal.in(Phase.DETACHED)))
                .<MoveOutcome>map(second -> stuck(reason + "; the undo failed too: " + second))
                .orElseGet(() -> new MoveOutcome.Undone(reason + ".", "The group is still detached."));
    }

    /**
     * Clears the overrides of the members and lets the kernel look for drivers, for a group without a record of the
     * former drivers. Every pinned member leaves its driver under a pin before the first pin is cleared.
     */
    MoveOutcome letKernelChoose(IommuGroup group, StepListener listener) {
        List<PciAddress> pinned = group.members().stream()
                .filter(member -> functions.isAway(member.driver()) || functions.isAway(member.driverOverride()))
                .map(FunctionReport::address)
                .toList();
        DeadMembers dead = new DeadMembers(functions);
        return dead.blocking(failures(pinned, address -> address, Route::leaveForGood, listener))
                .or(() -> dead.blocking(failures(
                        dead.without(pinned, address -> address), address -> address, Route::takeAny, listener)))
                .<MoveOutcome>map(reason ->
                        new MoveOutcome.Stuck(reason + ".", "Fix the cause, then run the same command again."))
                .orElseGet(() ->
                        new MoveOutcome.Done("Reattached to the drivers that the kernel has chosen." + dead.note()));
    }

    /** Returns true if every member on the bus is pinned and bound to its vfio driver. */
    boolean isAway(Journal journal) throws HostFileException {
        for (Member member : journal.members()) {
            if (functions.exists(member.address())
                    && !functions.look(member.address()).isHeldBy(member.targetDriver())) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> detachMembers(Journal journal, StepListener listener) {
        return releaseDependents(journal, listener)
                .or(() -> inParallel(journal.members(), Member::address, Route::away, listener));
    }

    /** Releases the dependents of all members before the first member moves. */
    private Optional<String> releaseDependents(Journal journal, StepListener listener) {
        for (Member member : journal.members()) {
            Optional<MoveFailure> failure = functions.releaseDependents(member.address(), listener);
            if (failure.isPresent()) {
                return failure.map(MoveFailure::reason);
            }
        }
        return Optional.empty();
    }

    private Optional<String> reattachMembers(Journal journal, DeadMembers dead, StepListener listener) {
        return dead.blocking(failures(journal.members(), Member::address, Route::leave, listener))
                .or(() -> dead.blocking(failures(
                        dead.without(journal.members(), Member::address), Member::address, Route::arrive, listener)));
    }

    /**
     * Moves all members in parallel and waits for all moves.
     *
     * @return the reasons of all failed members, or empty if every member took all steps
     */
    private <M> Optional<String> inParallel(
            List<M> members, Function<M, PciAddress> address, Leg<M> leg, StepListener listener) {
        return failures(members, address, leg, listener).values().stream()
                .map(MoveFailure::reason)
                .reduce((one, other) -> one + "; " + other);
    }

    /** Moves all members in parallel and waits for all moves. Returns the failures in the order of the members. */
    private <M> Map<PciAddress, MoveFailure> failures(
            List<M> members, Function<M, PciAddress> address, Leg<M> leg, StepListener listener) {
        FunctionMover mover = functions.forOneGroup();
        Map<PciAddress, CompletableFuture<Optional<MoveFailure>>> moves = new LinkedHashMap<>();
        for (M member : members) {
            moves.put(
                    address.apply(member),
                    CompletableFuture.supplyAsync(
                            () -> mover.move(address.apply(member), now -> leg.steps(member, now), listener), threads));
        }
        Map<PciAddress, MoveFailure> failures = new LinkedHashMap<>();
        moves.forEach((moved, move) -> move.join().ifPresent(failure -> failures.put(moved, failure)));
        return failures;
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
                "Members may be on different drivers, and the group cannot be lent."
                        + " Fix the cause, then run: bailiff-agent recover");
    }

    private interface Leg<M> {
        List<Step> steps(M member, Binding now);
    }
}

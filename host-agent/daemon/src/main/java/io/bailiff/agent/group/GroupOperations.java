// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.group.Journal.Member;
import io.bailiff.agent.group.MoveOutcome.Done;
import io.bailiff.agent.group.MoveOutcome.Refused;
import io.bailiff.agent.group.MoveOutcome.Why;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.LinkState;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Checks if a group may move, and moves the group. The daemon and the command line both call these operations. Only one
 * operation per group runs at a time, also across processes; a second operation is refused with {@link Why#BUSY}.
 */
public final class GroupOperations {

    private static final String ALREADY_WITH_HOST = "The group is already on its host drivers.";

    private final HostFiles files;
    private final GroupFinder finder;
    private final JournalStore store;
    private final JournalsOfThisBoot journals;
    private final FormerMemberships formerMemberships;
    private final MoveChecks checks;
    private final DetachPlanner planner;
    private final DriverLoader drivers;
    private final DriverKinds kinds;
    private final GroupMover mover;

    GroupOperations(
            HostFiles files,
            GroupFinder finder,
            JournalStore store,
            HostNeeds needs,
            DetachPlanner planner,
            DriverLoader drivers,
            GroupMover mover) {
        this.files = files;
        this.finder = finder;
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
        this.formerMemberships = new FormerMemberships(finder, new PciBus(files), store, journals);
        this.checks = new MoveChecks(files, needs, new DependentUses(files, store));
        this.planner = planner;
        this.drivers = drivers;
        this.kinds = new DriverKinds(files);
        this.mover = mover;
    }

    /**
     * Detaches the group from the host drivers. A group already detached for the same owner is done. A group of another owner or a
     * half-moved group is refused.
     */
    public MoveOutcome detach(DetachRequest request, StepListener listener) {
        return locked(request.group(), () -> {
            journals.setAsideIfOld(request.group());
            Optional<IommuGroup> group = finder.find(request.group());
            Optional<Journal> journal = journals.read(request.group());
            if (group.isEmpty()) {
                return journal.map(GroupOperations::changed).orElseGet(() -> MoveChecks.notHere(request.group()));
            }
            return journal.isPresent()
                    ? detachAgain(group.get(), journal.get(), request.owner())
                    : detachNew(group.get(), request, listener);
        });
    }

    private MoveOutcome detachAgain(IommuGroup group, Journal journal, String owner) {
        if (!journal.owner().equals(owner)) {
            return new Refused(
                    Why.OWNED, "The group is already detached for " + journal.owner() + ".", endLoan(journal));
        }
        if (GroupStates.withJournal(group, journal, kinds) != GroupState.DETACHED) {
            return new Refused(
                    journal.phase() == Journal.Phase.DETACHED ? Why.NOT_OURS : Why.UNFINISHED,
                    "The journal has phase " + journal.phase()
                            + ", but at least one member is not bound to its vfio driver.",
                    journal.phase() == Journal.Phase.DETACHED
                            ? "Another program has moved a member. Reattach the group, then detach the group again."
                            : "Run: bailiff-agent recover");
        }
        return new Done("The group is already detached.");
    }

    private MoveOutcome detachNew(IommuGroup group, DetachRequest request, StepListener listener) throws IOException {
        Optional<Journal> former = formerMemberships.journalOf(group);
        if (former.isPresent()) {
            return changed(former.get());
        }
        Optional<MoveOutcome> refusal = checks.whyStay(group, request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<MoveOutcome> missing =
                drivers.load(planner.plan(group).moving().stream().map(Member::targetDriver));
        return missing.isPresent() ? missing.get() : detachLoaded(request, listener);
    }

    /**
     * Detaches the group after the vfio drivers are loaded. Loading a driver binds every driverless function with a pin
     * to the driver (driver_attach), so the group is read again before the plan is made.
     */
    private MoveOutcome detachLoaded(DetachRequest request, StepListener listener) throws IOException {
        Optional<IommuGroup> group = finder.find(request.group());
        if (group.isEmpty()) {
            return MoveChecks.notHere(request.group());
        }
        Journal journal = new Journal(
                Journal.SCHEMA,
                request.group(),
                journals.bootId(),
                Journal.Phase.DETACHING,
                request.owner(),
                request.operationId(),
                request.overridable(),
                withLinks(planner.plan(group.get()).moving()));
        return mover.detach(journal, listener);
    }

    /** Adds the present state of the links: the link of a lent function is compared with this state after a recovery. */
    private List<Member> withLinks(List<Member> members) {
        return members.stream()
                .map(member ->
                        member.with(LinkState.read(files, member.address()).orElse(null)))
                .toList();
    }

    private static MoveOutcome changed(Journal former) {
        return new Refused(
                Why.OWNED,
                "The group has gained or lost a member since the detach for " + former.owner() + ".",
                endLoan(former));
    }

    /**
     * Reattaches the group to the former drivers. If the group has changed since the detach, only the members of that
     * time are reattached.
     *
     * @param requester the requesting owner; a group of another owner is refused unless forced
     */
    public MoveOutcome reattach(GroupFingerprint fingerprint, String requester, boolean force, StepListener listener) {
        return locked(fingerprint, () -> {
            journals.setAsideIfOld(fingerprint);
            Optional<Journal> journal = journals.read(fingerprint);
            Optional<IommuGroup> group =
                    journal.isPresent() ? formerMemberships.groupOf(journal.get()) : finder.find(fingerprint);
            if (group.isEmpty() && (journal.isEmpty() || !formerMemberships.isGone(journal.get()))) {
                return MoveChecks.notHere(fingerprint);
            }
            if (journal.isEmpty()) {
                Optional<Journal> former = formerMemberships.journalOf(group.get());
                return former.isPresent()
                        ? reattach(former.get().fingerprint(), requester, force, listener)
                        : withoutJournal(group.get());
            }
            if (!journal.get().owner().equals(requester) && !force) {
                return new Refused(
                        Why.OWNED, "The group is detached for " + journal.get().owner() + ".", endLoan(journal.get()));
            }
            if (group.isEmpty()) {
                return forget(journal.get(), List.of());
            }
            Optional<MoveOutcome> refusal = whyNotReattach(group.get(), journal.get());
            return refusal.isPresent() ? refusal.get() : reattachRest(journal.get(), listener);
        });
    }

    private MoveOutcome reattachRest(Journal journal, StepListener listener) throws IOException {
        Optional<Journal> rest = mover.rest(journal);
        List<String> notRestored = mover.restoreTaken(journal, listener);
        if (rest.isEmpty()) {
            return forget(journal, notRestored);
        }
        return formerMemberships.withGone(journal, mover.reattach(rest.get(), notRestored, listener));
    }

    private MoveOutcome forget(Journal journal, List<String> notRestored) throws IOException {
        store.remove(journal.fingerprint());
        return new Done("No member is left to reattach: every member is on a host driver or gone.", notRestored);
    }

    private MoveOutcome withoutJournal(IommuGroup group) {
        return switch (GroupStates.withoutJournal(group, kinds)) {
            case WITH_HOST -> new Done(ALREADY_WITH_HOST);
            case UNKNOWN -> MoveChecks.notFullyKnown(group);
            case DETACHED, MIXED ->
                new Refused(
                        Why.NOT_OURS,
                        "Members are pinned, but this agent has no journal of the members' former drivers.",
                        "If no other program needs the pins, run: bailiff-agent reattach --default-drivers "
                                + group.members().get(0).address());
        };
    }

    private Optional<MoveOutcome> whyNotReattach(IommuGroup group, Journal journal) {
        return checks.whyInUse(group)
                .or(() -> drivers.load(journal.members().stream()
                        .map(Member::driver)
                        .flatMap(driver -> Optional.ofNullable(driver).stream())));
    }

    /**
     * Clears the overrides of a group pinned by another program without a record, and lets the kernel find drivers.
     * Refused for a group with a journal.
     */
    public MoveOutcome reattachToDefaults(GroupFingerprint fingerprint, StepListener listener) {
        return locked(fingerprint, () -> {
            journals.setAsideIfOld(fingerprint);
            Optional<IommuGroup> group = finder.find(fingerprint);
            if (group.isEmpty()) {
                return MoveChecks.notHere(fingerprint);
            }
            if (journals.read(fingerprint).isPresent()
                    || formerMemberships.journalOf(group.get()).isPresent()) {
                return new Refused(
                        Why.NOT_OURS,
                        "The agent has a journal of the group's former drivers.",
                        "Run bailiff-agent reattach without --default-drivers.");
            }
            if (GroupStates.withoutJournal(group.get(), kinds) == GroupState.WITH_HOST) {
                return new Done(ALREADY_WITH_HOST);
            }
            return checks.whyInUse(group.get()).orElseGet(() -> mover.letKernelChoose(group.get(), listener));
        });
    }

    /** Finishes or undoes the interrupted operation of one group with a journal. */
    public MoveOutcome recover(GroupFingerprint fingerprint, StepListener listener) {
        return locked(fingerprint, () -> {
            if (journals.setAsideIfOld(fingerprint)) {
                return new Done("The journal is of an earlier boot: the agent has renamed the file and ignores it.");
            }
            Optional<Journal> journal = journals.read(fingerprint);
            return journal.isEmpty()
                    ? new Done("The group has no journal any more: nothing to recover.")
                    : recover(journal.get(), listener);
        });
    }

    private MoveOutcome recover(Journal journal, StepListener listener) throws IOException {
        boolean away = mover.isAway(journal);
        return switch (journal.phase()) {
            case DETACHED -> away ? new Done("Detached.") : moved();
            case DETACHING ->
                away && formerMemberships.gone(journal).isEmpty()
                        ? mover.finishDetach(journal)
                        : beforeReattach(journal)
                                .orElseGet(() -> mover.undoDetach(journal, "The detach was interrupted", listener));
            case REATTACHING -> {
                Optional<MoveOutcome> refusal = beforeReattach(journal);
                yield refusal.isPresent() ? refusal.get() : reattachRest(journal, listener);
            }
        };
    }

    private Optional<MoveOutcome> beforeReattach(Journal journal) {
        try {
            if (formerMemberships.isGone(journal)) {
                return Optional.empty();
            }
            Optional<IommuGroup> group = formerMemberships.groupOf(journal);
            return group.isEmpty()
                    ? Optional.of(MoveChecks.notHere(journal.fingerprint()))
                    : whyNotReattach(group.get(), journal);
        } catch (HostFileException e) {
            return Optional.of(MoveChecks.unreadable(e));
        }
    }

    private static MoveOutcome moved() {
        return new MoveOutcome.Stuck(
                "The journal has phase DETACHED, but another program has moved a member.",
                "Compare with bailiff-agent inspect. A reattach returns every member to its former driver.");
    }

    /** Returns the advice to reattach a group that is detached for another owner. */
    private static String endLoan(Journal journal) {
        return "First delete the assignment in the manager, or run: bailiff-agent reattach "
                + journal.members().get(0).address();
    }

    private MoveOutcome locked(GroupFingerprint fingerprint, Operation operation) {
        try (GroupLock lock = GroupLock.take(store.lockFile(fingerprint)).orElse(null)) {
            return lock == null
                    ? new Refused(
                            Why.BUSY,
                            "Another operation on this group is in progress.",
                            "Try again after the operation.")
                    : operation.run();
        } catch (IOException e) {
            return MoveChecks.unreadable(e);
        }
    }

    private interface Operation {
        MoveOutcome run() throws IOException;
    }
}

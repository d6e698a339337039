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
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import java.util.Optional;

/**
 * Checks if a group may move, and moves the group. The daemon and the command line both call these operations. Only one
 * operation per group runs at a time, also across processes; a second operation is refused with {@link Why#BUSY}.
 */
public final class GroupOperations {

    private final GroupFinder finder;
    private final JournalStore store;
    private final JournalsOfThisBoot journals;
    private final FormerMemberships formerMemberships;
    private final MoveChecks checks;
    private final DetachPlanner planner;
    private final DriverLoader drivers;
    private final GroupMover mover;

    GroupOperations(
            HostFiles files,
            GroupFinder finder,
            JournalStore store,
            HostNeeds needs,
            DetachPlanner planner,
            DriverLoader drivers,
            GroupMover mover) {
        this.finder = finder;
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
        this.formerMemberships = new FormerMemberships(finder, new PciBus(files), store, journals);
        this.checks = new MoveChecks(files, needs);
        this.planner = planner;
        this.drivers = drivers;
        this.mover = mover;
    }

    /**
     * Detaches the group from the host drivers.
     *
     * @param owner the owner of the detach. A group already detached for the same owner is done. A group of another
     *     owner or a half-moved group is refused.
     * @param operationId the id for the journal
     */
    public MoveOutcome detach(GroupFingerprint fingerprint, String owner, String operationId, StepListener listener) {
        return locked(fingerprint, () -> {
            journals.setAsideIfOld(fingerprint);
            Optional<IommuGroup> group = finder.find(fingerprint);
            if (group.isEmpty()) {
                return MoveChecks.notHere(fingerprint);
            }
            Optional<Journal> journal = journals.read(fingerprint);
            return journal.isPresent()
                    ? detachAgain(group.get(), journal.get(), owner)
                    : detachNew(group.get(), owner, operationId, listener);
        });
    }

    private MoveOutcome detachAgain(IommuGroup group, Journal journal, String owner) {
        if (!journal.owner().equals(owner)) {
            return new Refused(
                    Why.OWNED,
                    "The group is detached already, for " + journal.owner() + ".",
                    "Have it given back there first.");
        }
        if (GroupStates.withJournal(group, journal) != GroupState.DETACHED) {
            return new Refused(
                    journal.phase() == Journal.Phase.DETACHED ? Why.NOT_OURS : Why.UNFINISHED,
                    "The group has a journal (" + journal.phase() + "), but its members are not all where it says.",
                    journal.phase() == Journal.Phase.DETACHED
                            ? "Somebody has moved one. Reattach the group, then detach it again."
                            : "Run: bailiff-agent recover");
        }
        return new Done("Detached already.");
    }

    private MoveOutcome detachNew(IommuGroup group, String owner, String operationId, StepListener listener)
            throws IOException {
        Optional<Journal> former = formerMemberships.journalOf(group);
        if (former.isPresent()) {
            return changed(former.get());
        }
        Optional<MoveOutcome> refusal = checks.whyStay(group);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<MoveOutcome> missing =
                drivers.load(planner.plan(group).moving().stream().map(Member::targetDriver));
        return missing.isPresent() ? missing.get() : detachLoaded(group.fingerprint(), owner, operationId, listener);
    }

    /**
     * Detaches the group after the vfio drivers are loaded. Loading a driver binds every driverless function with a pin
     * to the driver (driver_attach), so the group is read again before the plan is made.
     */
    private MoveOutcome detachLoaded(
            GroupFingerprint fingerprint, String owner, String operationId, StepListener listener) throws IOException {
        Optional<IommuGroup> group = finder.find(fingerprint);
        if (group.isEmpty()) {
            return MoveChecks.notHere(fingerprint);
        }
        Journal journal = new Journal(
                Journal.SCHEMA,
                fingerprint,
                journals.bootId(),
                Journal.Phase.DETACHING,
                owner,
                operationId,
                planner.plan(group.get()).moving());
        return mover.detach(journal, listener);
    }

    private static MoveOutcome changed(Journal former) {
        return new Refused(
                Why.OWNED,
                "The group has changed since it was detached for " + former.owner() + ": it has got or lost a member.",
                "Have it given back first.");
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
            if (group.isEmpty()) {
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
                        Why.OWNED,
                        "The group is detached for " + journal.get().owner() + ".",
                        "Have it given back there.");
            }
            Optional<MoveOutcome> refusal = whyNotReattach(group.get(), journal.get());
            return refusal.isPresent() ? refusal.get() : reattachRest(journal.get(), listener);
        });
    }

    private MoveOutcome reattachRest(Journal journal, StepListener listener) throws IOException {
        Optional<Journal> rest = mover.rest(journal);
        if (rest.isEmpty()) {
            store.remove(journal.fingerprint());
            return new Done("The host has taken all of it itself.");
        }
        return mover.reattach(rest.get(), listener);
    }

    private static MoveOutcome withoutJournal(IommuGroup group) {
        return switch (GroupStates.withoutJournal(group)) {
            case WITH_HOST -> new Done("With the host already.");
            case UNKNOWN -> MoveChecks.notFullyKnown(group);
            case DETACHED, MIXED ->
                new Refused(
                        Why.NOT_OURS,
                        "Members are pinned, but not by this agent: it has no journal of which drivers they had.",
                        "If nobody else wants them pinned, run: bailiff-agent reattach --default-drivers "
                                + group.endpoints().get(0).address());
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
                        "The agent has a journal of the drivers that this group had.",
                        "Reattach it without --default-drivers.");
            }
            if (GroupStates.withoutJournal(group.get()) == GroupState.WITH_HOST) {
                return new Done("With the host already.");
            }
            return checks.whyInUse(group.get()).orElseGet(() -> mover.letKernelChoose(group.get(), listener));
        });
    }

    /** Finishes or undoes the interrupted operation of one group with a journal. */
    public MoveOutcome recover(GroupFingerprint fingerprint, StepListener listener) {
        return locked(fingerprint, () -> {
            if (journals.setAsideIfOld(fingerprint)) {
                return new Done("The journal was of an earlier boot and is set aside.");
            }
            Optional<Journal> journal = journals.read(fingerprint);
            return journal.isEmpty() ? new Done("Back with the host already.") : recover(journal.get(), listener);
        });
    }

    private MoveOutcome recover(Journal journal, StepListener listener) throws IOException {
        boolean away = mover.isAway(journal);
        return switch (journal.phase()) {
            case DETACHED -> away ? new Done("Detached.") : moved();
            case DETACHING ->
                away
                        ? mover.finishDetach(journal)
                        : beforeReattach(journal)
                                .orElseGet(
                                        () -> mover.undoDetach(journal, "The detach did not get to its end", listener));
            case REATTACHING -> {
                Optional<MoveOutcome> refusal = beforeReattach(journal);
                yield refusal.isPresent() ? refusal.get() : reattachRest(journal, listener);
            }
        };
    }

    private Optional<MoveOutcome> beforeReattach(Journal journal) {
        try {
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
                "The journal says that the group is detached, but somebody has moved a member.",
                "Look at it with: bailiff-agent inspect; a reattach brings every member home.");
    }

    private MoveOutcome locked(GroupFingerprint fingerprint, Operation operation) {
        try (GroupLock lock = GroupLock.take(store.lockFile(fingerprint)).orElse(null)) {
            return lock == null
                    ? new Refused(
                            Why.BUSY, "Another operation on this group is under way.", "Try again when it has ended.")
                    : operation.run();
        } catch (IOException e) {
            return MoveChecks.unreadable(e);
        }
    }

    private interface Operation {
        MoveOutcome run() throws IOException;
    }
}

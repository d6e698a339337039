// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.DETACHING;
import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;

import io.bailiff.agent.api.GroupOrder.Want;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.host.Inventories;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Cancels the eviction of an assignment because the guest keeps the group. The assignment resumes in its state before the eviction, with
 * two exceptions. ATTACHING takes the place of ACTIVE, so the guest gets released functions back. After another boot of the host, a group
 * that was ordered to be detached is detached again.
 */
@Component
class EvictionCancellation {

    private final AssignmentStore assignmentStore;
    private final AssignmentMoves direction;
    private final LateRelease lateRelease;
    private final Inventories inventories;
    private final AssignmentProperties properties;
    private final Deadlines deadlines;

    EvictionCancellation(
            AssignmentStore assignmentStore,
            AssignmentMoves direction,
            LateRelease lateRelease,
            Inventories inventories,
            AssignmentProperties properties,
            Deadlines deadlines) {
        this.assignmentStore = assignmentStore;
        this.direction = direction;
        this.lateRelease = lateRelease;
        this.inventories = inventories;
        this.properties = properties;
        this.deadlines = deadlines;
    }

    boolean resume(Assignment seen, @Nullable String askedInstance) {
        AssignmentState from = seen.progress().interrupted();
        if (from == RELEASING) {
            return goOnReleasing(seen);
        }
        if (seen.progress().operation() == null) {
            return assignmentStore.move(
                    seen,
                    Transition.CANCEL_EVICTION_BEFORE_DETACH,
                    EvictionCancellation::clearInterruption,
                    entry("the assignment begins with the detach of the group"));
        }
        Optional<String> boot =
                inventories.latest(seen.host()).map(known -> known.report().bootId());
        if (boot.isPresent() && !boot.get().equals(seen.progress().bootId())) {
            return detachAgain(seen, boot.get());
        }
        return from == DETACHING ? goOnDetaching(seen) : attachAgain(seen, askedInstance);
    }

    /**
     * Makes the assignment resume in RELEASING if the eviction is cancelled. An operator who requests a release wants the group back even
     * if the host does not need the group any more.
     */
    boolean toRelease(Assignment evicting, String reason, Entry entry) {
        return assignmentStore.note(
                evicting,
                row -> row.interrupt(new Interruption(RELEASING, RELEASED, AssignmentMoves.shortened(reason))),
                entry);
    }

    private boolean goOnReleasing(Assignment seen) {
        return assignmentStore.move(
                seen,
                Transition.CANCEL_EVICTION_IN_RELEASE,
                row -> {
                    Interruption was = row.interruption().orElseThrow();
                    clearInterruption(row);
                    row.ending = Objects.requireNonNullElse(was.ending, RELEASED);
                    row.reason = was.reason;
                    direction.orderStands(row, true);
                },
                entry("Bailiff asks " + seen.shownGuest() + " to release the functions, as before"));
    }

    private boolean goOnDetaching(Assignment seen) {
        return assignmentStore.move(
                seen,
                Transition.CANCEL_EVICTION_IN_DETACH,
                row -> {
                    clearInterruption(row);
                    row.deadline = deadlines.after(properties.detachDeadline());
                    direction.orderStands(row, false);
                },
                entry("the agent continues to detach the group"));
    }

    /** Orders the agent to detach the group again, because pins do not survive a boot of the host. */
    private boolean detachAgain(Assignment seen, String boot) {
        return assignmentStore.move(
                seen,
                Transition.CANCEL_EVICTION_IN_DETACH,
                row -> {
                    clearInterruption(row);
                    row.bootId = boot;
                    row.deadline = deadlines.after(properties.detachDeadline());
                    direction.order(row, Want.DETACHED, false);
                },
                entry("the host has been booted again, so the agent detaches the group again"));
    }

    private boolean attachAgain(Assignment seen, @Nullable String askedInstance) {
        return assignmentStore.move(
                seen,
                Transition.CANCEL_EVICTION_IN_ATTACH,
                row -> {
                    clearInterruption(row);
                    row.deadline = deadlines.after(properties.attachDeadline());
                    lateRelease.watch(row, askedInstance);
                    direction.orderStands(row, false);
                },
                entry(seen.shownGuest() + " keeps the group, and gets released functions again"));
    }

    private static void clearInterruption(AssignmentRow row) {
        row.ending = null;
        row.reason = null;
        row.askedAt = null;
        row.releaseRevision = null;
        row.endInterruption();
    }

    private static Entry entry(String how) {
        return Entry.own("eviction-called-off", "The conflict leaves the group to the guest: " + how);
    }
}

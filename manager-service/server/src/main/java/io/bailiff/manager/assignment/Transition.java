// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.ACTIVE;
import static io.bailiff.manager.api.AssignmentState.ATTACHING;
import static io.bailiff.manager.api.AssignmentState.DETACHING;
import static io.bailiff.manager.api.AssignmentState.EVICTED;
import static io.bailiff.manager.api.AssignmentState.EVICTING;
import static io.bailiff.manager.api.AssignmentState.FAILED;
import static io.bailiff.manager.api.AssignmentState.LOST;
import static io.bailiff.manager.api.AssignmentState.REATTACHING;
import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;
import static io.bailiff.manager.api.AssignmentState.REQUESTED;

import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import java.util.List;
import java.util.Set;

/**
 * The transition table of assignments: every possible change of state. A transition is stored, with its timeline entries, before its
 * consequences are carried out.
 */
public enum Transition {
    DETACH(
            Set.of(REQUESTED),
            DETACHING,
            "the assignment is recorded",
            "the agent is to detach the group from its host drivers",
            "detach-ordered"),
    REFUSE_UNGUARDED(
            Set.of(REQUESTED),
            FAILED,
            "the guard of the host does not work any more, and no operator has allowed assignments without a guard",
            "nothing",
            "guard-not-working",
            "assignment-failed"),
    ATTACH(
            Set.of(DETACHING),
            ATTACHING,
            "the agent reports the group detached",
            "the guest gets its functions",
            "group-detached"),
    ACTIVATE(Set.of(ATTACHING), ACTIVE, "libvirt shows the functions in the guest", "nothing", "guest-has-functions"),
    ATTACH_AGAIN(
            Set.of(ACTIVE),
            ATTACHING,
            "the guest has released a function because of a request that was withdrawn since",
            "the guest gets its functions again",
            "late-release"),
    RELEASE(
            Set.of(REQUESTED, DETACHING, ATTACHING, ACTIVE),
            RELEASING,
            "an operator requests the release",
            "the guest is asked to release the functions, repeatedly",
            "release-requested"),
    GUEST_GONE(
            Set.of(ACTIVE),
            RELEASING,
            "libvirt no longer has the guest",
            "Bailiff waits until no process has the group open",
            "guest-gone"),
    GROUP_GONE(
            Set.of(ACTIVE),
            RELEASING,
            "every function of the group is gone from the host",
            "the functions are removed from the guest",
            "group-gone"),
    UNDO_ATTACH(
            Set.of(ATTACHING),
            RELEASING,
            "libvirt cannot attach the functions to the guest",
            "the guest is asked to release the functions that it has",
            "attach-failed"),
    UNDO_DETACH_IN_GUEST(
            Set.of(DETACHING),
            RELEASING,
            "the group could not be detached, and the guest's definition has functions of the group",
            "the functions are removed from the guest's definition",
            "detach-failed",
            "detach-timed-out"),
    UNDO_DETACH(
            Set.of(DETACHING),
            REATTACHING,
            "the group could not be detached, and may not be with the host",
            "the agent is to reattach the group to its host drivers",
            "detach-failed",
            "detach-timed-out",
            "reattach-ordered"),
    FAIL_DETACH(
            Set.of(DETACHING),
            FAILED,
            "the group could not be detached, and is with the host",
            "nothing",
            "detach-failed",
            "assignment-failed"),
    EVICT(
            Set.of(REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING),
            EVICTING,
            "a conflict is opened on the group",
            "the conflict takes the group from the guest",
            "conflict-opened"),
    CANCEL_EVICTION_BEFORE_DETACH(
            Set.of(EVICTING),
            REQUESTED,
            "the conflict has ended, and the agent had no order yet",
            "the assignment begins",
            "eviction-called-off"),
    CANCEL_EVICTION_IN_DETACH(
            Set.of(EVICTING),
            DETACHING,
            "the conflict has ended, and the group was being detached, or the host was booted since",
            "the agent is to detach the group from its host drivers",
            "eviction-called-off"),
    CANCEL_EVICTION_IN_ATTACH(
            Set.of(EVICTING),
            ATTACHING,
            "the conflict has ended, and the group is detached",
            "the guest gets the released functions again",
            "eviction-called-off"),
    CANCEL_EVICTION_IN_RELEASE(
            Set.of(EVICTING),
            RELEASING,
            "the conflict has ended, and an operator had requested the release",
            "the guest is asked to release the functions",
            "eviction-called-off"),
    REATTACH(
            Set.of(RELEASING, EVICTING),
            REATTACHING,
            "no process has the group open",
            "the agent is to reattach the group to its host drivers",
            "group-free",
            "reattach-ordered"),
    END_RELEASED(
            Set.of(REATTACHING),
            RELEASED,
            "the agent reports the group with its host drivers or gone, after a requested release",
            "nothing",
            "host-drivers-back",
            "group-gone",
            "assignment-released"),
    END_FAILED(
            Set.of(REATTACHING),
            FAILED,
            "the agent reports the group with its host drivers or gone, because the assignment could not be made",
            "nothing",
            "host-drivers-back",
            "group-gone",
            "assignment-failed"),
    END_EVICTED(
            Set.of(REATTACHING),
            EVICTED,
            "the agent reports the group with its host drivers or gone, because of a conflict",
            "nothing",
            "host-drivers-back",
            "group-gone",
            "assignment-evicted"),
    LOSE(
            Set.of(REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING, EVICTING, REATTACHING),
            LOST,
            "an operator removes the host from the fleet by force",
            "nothing: the guest may still have the functions",
            "assignment-lost"),
    END_BY_ANSWER(
            Set.of(REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING, EVICTING, REATTACHING),
            RELEASED,
            "the record is an older copy, the host does not have the assignment, and an operator ends the assignment",
            "nothing",
            "assignment-ended-by-answer");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
    private final Set<AssignmentState> from;

    private final AssignmentState to;
    private final String when;
    private final String then;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<String> recordKinds;

    Transition(Set<AssignmentState> from, AssignmentState to, String when, String then, String... recordKinds) {
        this.from = from;
        this.to = to;
        this.when = when;
        this.then = then;
        this.recordKinds = List.of(recordKinds);
    }

    /** Returns the possible states before the transition. */
    public Set<AssignmentState> from() {
        return from;
    }

    /** Returns the state after the transition. */
    public AssignmentState to() {
        return to;
    }

    /** Returns the occasion of the transition, for people. */
    public String when() {
        return when;
    }

    /** Returns the consequence of the stored transition, for people. */
    public String then() {
        return then;
    }

    /** Returns the kinds of the transition's timeline entries. */
    public List<String> recordKinds() {
        return recordKinds;
    }

    /** Returns the last transition of an assignment whose group is reattached. */
    static Transition end(AssignmentState ending) {
        return switch (ending) {
            case RELEASED -> END_RELEASED;
            case FAILED -> END_FAILED;
            case EVICTED -> END_EVICTED;
            case REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING, EVICTING, REATTACHING, LOST ->
                throw new IllegalStateException(ending + " is not a final state of an assignment");
        };
    }

    /**
     * Returns the state after the transition.
     *
     * @throws IllegalStateException if the transition cannot start in the given state, or does not write such entries
     */
    AssignmentState from(AssignmentState state, List<Entry> entries) {
        if (!from.contains(state)) {
            throw new IllegalStateException("The transition " + this + " is impossible in the state " + state);
        }
        for (Entry entry : entries) {
            if (!recordKinds.contains(entry.kind()) && !entry.kind().equals("problem")) {
                throw new IllegalStateException("The transition " + this + " has no entry of the kind " + entry.kind());
            }
        }
        return to;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import static io.bailiff.manager.api.ConflictState.DENIED;
import static io.bailiff.manager.api.ConflictState.DESTROYING;
import static io.bailiff.manager.api.ConflictState.FENCED;
import static io.bailiff.manager.api.ConflictState.FENCING;
import static io.bailiff.manager.api.ConflictState.REQUESTING;
import static io.bailiff.manager.api.ConflictState.RESOLVED;
import static io.bailiff.manager.api.ConflictState.RETURNING;
import static io.bailiff.manager.api.ConflictState.SHUTTING_DOWN;
import static io.bailiff.manager.api.ConflictState.WITHDRAWN;

import io.bailiff.manager.api.ConflictState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The transition table of conflicts: every possible event of an open conflict. A transition is stored, with a timeline entry, before its
 * consequences are carried out. An event outside the table never happens.
 */
public enum Transition {
    /** The rungs ask, shut down and destroy a domain instance. A domain instance started meanwhile has not been asked for anything. */
    ANOTHER_INSTANCE(
            "guest-started-again",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING, FENCING),
            REQUESTING,
            "the guest was started again, before a fence began: its new domain instance has not been asked yet",
            "the ladder begins again with that domain instance"),
    ASK(
            "release-asked",
            Set.of(REQUESTING),
            null,
            "the guest has a function of the group",
            "the guest is asked to release every function of the group, again after each interval"),
    RESUME(
            "guest-resumed",
            Set.of(REQUESTING, SHUTTING_DOWN),
            null,
            "the guest is paused or suspended to memory, and the policy allows to resume it",
            "the guest is resumed or woken, so that it can answer; three times at most"),
    HOLD_FOR_STRANGER(
            "stranger-has-group",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            REQUESTING,
            "not the guest has the group, but another guest or process",
            "no guest is asked for anything; the claims wait until nobody has the group, or an operator withdraws the conflict"),
    ACT_ON_STRANGER(
            "stranger-is-asked",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            REQUESTING,
            "not the guest but another guest of libvirt has the group, and a policy allows the rungs against it",
            "the ladder begins with this guest"),
    SHUT_DOWN(
            "rung-shut-down",
            Set.of(REQUESTING),
            SHUTTING_DOWN,
            "the deadline is over, the guest cannot answer, or an operator skips the rung",
            "the guest is to be shut down"),
    ASK_TO_SHUT_DOWN(
            "shutdown-asked",
            Set.of(SHUTTING_DOWN),
            null,
            "the guest runs",
            "the guest is asked to shut down, and a second time at half time"),
    FOLLOW(
            "guest-ended-by-another-conflict",
            Set.of(SHUTTING_DOWN, DESTROYING),
            null,
            "another conflict already ends the same domain instance of the guest",
            "no request is sent twice; the conflict follows the other conflict from rung to rung"),
    DESTROY(
            "rung-destroy",
            Set.of(SHUTTING_DOWN),
            DESTROYING,
            "the deadline is over, the guest cannot answer, or an operator skips the rung",
            "the guest's process is to be ended"),
    TERMINATE("guest-terminated", Set.of(DESTROYING), null, "the guest runs", "the guest's process gets SIGTERM"),
    KILL(
            "guest-killed",
            Set.of(DESTROYING),
            null,
            "the guest still runs at half time",
            "the guest's process gets SIGKILL"),
    FENCE(
            "rung-fence",
            Set.of(DESTROYING),
            FENCING,
            "the guest's process survives SIGKILL, or an operator skips the rung",
            "the guest is to be fenced"),
    ISOLATE(
            "fence-ordered",
            Set.of(FENCING),
            null,
            "the group is not fenced yet",
            "the host is cordoned, the guest is suspended, and the agent clears bus mastering on every endpoint and denies all claims"),
    FENCE_STANDS(
            "fenced",
            Set.of(FENCING),
            FENCED,
            "the agent reports bus mastering off on every endpoint",
            "nothing: an operator has to repair the host"),
    FENCE_STANDS_IN_PART(
            "fenced-in-part",
            Set.of(FENCING),
            FENCED,
            "the agent cannot clear bus mastering on every endpoint, for example because the kernel is in lockdown",
            "the guest stays suspended and every claim is denied, but the functions may write to memory: an operator has to repair the host"),
    UNFENCE(
            "unfenced",
            Set.of(FENCING, FENCED),
            null,
            "an operator reports the repair of the host, and no process has the group open",
            "the agent reattaches the group to its host drivers, and the cordon of this fence ends"),
    EXTEND(
            "rung-extended",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            null,
            "an operator gives the guest more time",
            "nothing, until the extended deadline"),
    FORBID(
            "conflict-denied",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            DENIED,
            "the deadline is over, and a policy forbids the next rung",
            "the waiting claims are denied; the guest keeps the group"),
    REFUSE(
            "conflict-denied",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            DENIED,
            "the host's guard has denied every claim",
            "the guest keeps the group"),
    GIVE_UP(
            "conflict-withdrawn",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            WITHDRAWN,
            "no claim on the group stands any more",
            "the guest keeps the group"),
    WITHDRAW(
            "conflict-withdrawn",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING),
            WITHDRAWN,
            "an operator withdraws the conflict",
            "the waiting claims are denied; the guest keeps the group"),
    RETURN(
            "outcome",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING, FENCING, FENCED),
            RETURNING,
            "no process has the group open any more",
            "the outcome is stored; the agent reattaches the group to its host drivers"),
    START_GUEST(
            "guest-start-ordered",
            Set.of(RETURNING),
            null,
            "the conflict has ended the guest, and a policy says so",
            "the guest is started again, without the functions of the group"),
    RESOLVE("conflict-resolved", Set.of(RETURNING), RESOLVED, "the group is back with its host drivers", "nothing"),
    HOST_REMOVED(
            "conflict-withdrawn",
            Set.of(REQUESTING, SHUTTING_DOWN, DESTROYING, FENCING, FENCED, RETURNING),
            WITHDRAWN,
            "an operator removes the host from the fleet by force",
            "nothing: the host gets no orders any more");

    private final String recordKind;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of cannot be changed
    private final Set<ConflictState> from;

    private final @Nullable ConflictState to;
    private final String when;
    private final String then;

    Transition(String recordKind, Set<ConflictState> from, @Nullable ConflictState to, String when, String then) {
        this.recordKind = recordKind;
        this.from = from;
        this.to = to;
        this.when = when;
        this.then = then;
    }

    /** Returns the kind of the transition's timeline entries. */
    public String recordKind() {
        return recordKind;
    }

    /** Returns the possible states before the transition. */
    public Set<ConflictState> from() {
        return from;
    }

    /** Returns the state after the transition; null if the transition happens within a state. */
    public @Nullable ConflictState to() {
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

    /** Returns the transition to the next rung; empty for a state without a deadline. */
    public static Optional<Transition> toNextRung(ConflictState state) {
        return switch (state) {
            case REQUESTING -> Optional.of(SHUT_DOWN);
            case SHUTTING_DOWN -> Optional.of(DESTROY);
            case DESTROYING -> Optional.of(FENCE);
            case FENCING, FENCED, RETURNING, RESOLVED, WITHDRAWN, DENIED -> Optional.empty();
        };
    }

    public boolean leaves(ConflictState state) {
        return from.contains(state);
    }

    /**
     * Returns the state after the transition from the given state.
     *
     * @throws IllegalStateException if the transition cannot start in the state
     */
    ConflictState from(ConflictState state) {
        if (!leaves(state)) {
            throw new IllegalStateException(this + " does not begin in " + state);
        }
        return to == null ? state : to;
    }

    /** Returns all states that can follow a state, except the same state. */
    public static Set<ConflictState> next(ConflictState state) {
        EnumSet<ConflictState> next = EnumSet.noneOf(ConflictState.class);
        Arrays.stream(values())
                .filter(transition -> transition.leaves(state))
                .forEach(transition -> next.add(transition.from(state)));
        next.remove(state);
        return next;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictChange;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.step.Next;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * Ends a guest with several groups in conflict only once: by the first conflict to pass the release rung. The other conflicts follow the
 * leading conflict from rung to rung. If the leading conflict is over and the guest still runs, another conflict takes the lead, and
 * continues from its own rung.
 */
@Component
class GuestEnd {

    private static final Logger LOG = LoggerFactory.getLogger(GuestEnd.class);

    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final LadderProperties properties;

    GuestEnd(ConflictStore conflictStore, DependentChange guarded, LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.properties = properties;
    }

    /** Returns true if the conflict ends the guest's domain instance. */
    boolean isOurs(Conflict conflict, Assignment assignment) {
        return conflictStore
                .ending(domainInstance(conflict, assignment))
                .filter(lead -> lead.id().equals(conflict.id()))
                .isPresent();
    }

    /** Follows the leading conflict, which ends the guest. Without a leading conflict, the given conflict takes the lead. */
    Next follow(Conflict conflict, Assignment assignment) {
        Optional<Conflict> lead = conflictStore.ending(domainInstance(conflict, assignment));
        if (lead.isEmpty()) {
            lead(conflict, assignment);
            return Next.NOW;
        }
        if (isFurther(lead.get(), conflict)) {
            String guest = Target.of(conflict, assignment).name();
            RungTimeout.Step next = RungTimeout.next(conflict.state(), guest);
            guarded.with(
                    assignment,
                    () -> conflictStore.move(
                            conflict,
                            next.transition(),
                            row -> row.follows(lead.get().id()),
                            "Conflict " + lead.get().id() + " on another group of " + guest + " has taken this rung: "
                                    + next.then()));
            return Next.NOW;
        }
        if (same(conflict, lead.get())) {
            return Next.after(properties.look());
        }
        adopt(conflict, lead.get(), assignment);
        return Next.NOW;
    }

    private void lead(Conflict conflict, Assignment assignment) {
        try {
            conflictStore.end(conflict, domainInstance(conflict, assignment));
        } catch (DataIntegrityViolationException | ConcurrencyFailureException raced) {
            LOG.debug(
                    "another conflict ends the guest at the same time guest={} conflict={}: the conflict follows",
                    Target.of(conflict, assignment).name(),
                    conflict.id(),
                    raced);
        }
    }

    private static boolean isFurther(Conflict lead, Conflict conflict) {
        return lead.state().compareTo(conflict.state()) > 0;
    }

    private static boolean same(Conflict conflict, Conflict lead) {
        Conflict.Ladder ours = conflict.ladder();
        Conflict.Ladder theirs = lead.ladder();
        return lead.id().equals(ours.follows())
                && Objects.equals(ours.deadline(), theirs.deadline())
                && ours.asks(Rung.SHUTDOWN).equals(theirs.asks(Rung.SHUTDOWN))
                && ours.asks(Rung.DESTROY).equals(theirs.asks(Rung.DESTROY));
    }

    /** Copies the requests and the deadline of the leading conflict: an action on the guest counts for both conflicts. */
    private void adopt(Conflict conflict, Conflict lead, Assignment assignment) {
        Consumer<ConflictChange> change = row -> row.adopts(lead);
        if (lead.id().equals(conflict.ladder().follows())) {
            conflictStore.note(conflict, change);
        } else {
            conflictStore.move(
                    conflict,
                    Transition.FOLLOW,
                    change,
                    "Conflict " + lead.id() + " already ends "
                            + Target.of(conflict, assignment).name()
                            + ". This conflict follows, and no request is sent twice");
        }
    }

    private static String domainInstance(Conflict conflict, Assignment assignment) {
        return assignment.host() + "/" + Target.of(conflict, assignment).guest() + "/"
                + conflict.ladder().domainInstance();
    }
}

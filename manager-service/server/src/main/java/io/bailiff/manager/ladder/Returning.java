// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictOutcome;
import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.GuestCondition;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.GuestSightings;
import io.bailiff.manager.conflict.Outcomes;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The steps of a conflict whose guest no longer has the group: stores the outcome, then starts a guest that the conflict has ended, if a
 * policy says so. The assignment waits for the host drivers meanwhile.
 */
@Component
class Returning {

    private static final Logger LOG = LoggerFactory.getLogger(Returning.class);

    private final ConflictStore conflictStore;
    private final Possession possession;
    private final GuestStart start;
    private final Resolution resolution;
    private final LadderProperties properties;

    Returning(
            ConflictStore conflictStore,
            Possession possession,
            GuestStart start,
            Resolution resolution,
            LadderProperties properties) {
        this.conflictStore = conflictStore;
        this.possession = possession;
        this.start = start;
        this.resolution = resolution;
        this.properties = properties;
    }

    /** Takes the next step of a conflict whose assignment has left EVICTING. */
    Next step(ConflictContext context) {
        if (context.conflict().state() != ConflictState.RETURNING) {
            return begin(context);
        }
        return start.step(context)
                .orElseGet(() ->
                        context.assignment().state().ended() ? resolution.of(context) : Next.after(properties.look()));
    }

    /** Stores the outcome and, if the guest is to be started again, the end of the time for that. */
    private Next begin(ConflictContext context) {
        Conflict conflict = context.conflict();
        Optional<Holding> guest = look(context);
        ConflictOutcome outcome = Outcomes.of(conflict, guest);
        conflictStore.move(
                conflict,
                Transition.RETURN,
                row -> {
                    row.outcome(outcome);
                    row.deadline(start.deadline(context, outcome));
                },
                cost(outcome, context.target().name()) + " "
                        + Prospects.condition(
                                guest.map(GuestSightings::condition).orElse(GuestCondition.UNKNOWN),
                                context.target().name()));
        return Next.NOW;
    }

    /** Returns the outcome as a sentence. */
    private static String cost(ConflictOutcome outcome, String guest) {
        return switch (outcome) {
            case RELEASED -> guest + " no longer has the group.";
            case SHUT_DOWN -> guest + " was shut down for the host.";
            case DESTROYED -> guest + " was destroyed for the host.";
            case FENCED -> guest + " was fenced, and the host is repaired.";
            case WITHDRAWN, DENIED -> throw new IllegalStateException("The guest keeps the group");
        };
    }

    private Optional<Holding> look(ConflictContext context) {
        try {
            return Optional.of(possession.look(context.target()));
        } catch (GuestException away) {
            LOG.info(
                    "cannot look at the guest guest={} conflict={} error={}: the requests to the guest decide the outcome",
                    context.target().name(),
                    context.conflict().id(),
                    away.getMessage());
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.GuestSightings;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.GuestOperations;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.step.Next;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes the rung that fits the condition of the guest: a guest that cannot answer is resumed, or the next rung is taken at once. */
@Component
class RungSteps {

    private static final Logger LOG = LoggerFactory.getLogger(RungSteps.class);

    private final Map<ConflictState, RungStep> steps;
    private final ConflictStore conflictStore;
    private final DependentChange guarded;
    private final RungTimeout timeout;
    private final GuestOperations guests;
    private final LadderProperties properties;

    RungSteps(
            List<RungStep> steps,
            ConflictStore conflictStore,
            DependentChange guarded,
            RungTimeout timeout,
            GuestOperations guests,
            LadderProperties properties) {
        this.steps = steps.stream().collect(Collectors.toMap(RungStep::state, Function.identity()));
        this.conflictStore = conflictStore;
        this.guarded = guarded;
        this.timeout = timeout;
        this.guests = guests;
        this.properties = properties;
    }

    Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Readiness readiness = Readiness.of(
                conflict.state(),
                GuestSightings.condition(holding),
                context.policy(),
                conflict.ladder().on().resumes());
        return switch (readiness.action()) {
            case ASK -> step(conflict.state()).take(context, holding);
            case RESUME, WAKE -> resume(context, holding, readiness);
            case NEXT_RUNG ->
                timeout.of(
                        conflict,
                        context.assignment(),
                        context.policy(),
                        context.target().name() + " " + readiness.why());
        };
    }

    /** Returns the time of the next step if nothing is to be done now. */
    Next later() {
        return Next.after(properties.look());
    }

    private RungStep step(ConflictState state) {
        RungStep step = steps.get(state);
        if (step == null) {
            throw new IllegalStateException("No rung step for the state " + state);
        }
        return step;
    }

    /** Resumes or wakes the guest. The resumption is recorded first; a guest that stays as it is is resumed again, a limited number of times. */
    private Next resume(ConflictContext context, Holding holding, Readiness readiness) {
        Conflict conflict = context.conflict();
        Target target = context.target();
        String instance = holding.domainInstance().orElse(null);
        String text = target.name() + " " + readiness.why() + " and is "
                + (readiness.action() == Readiness.Action.WAKE ? "woken" : "resumed") + ", so that it can answer";
        boolean recorded = guarded.under(
                context,
                () -> conflictStore.move(
                        conflict,
                        Transition.RESUME,
                        row -> {
                            row.resumed();
                            row.domainInstance(instance);
                        },
                        text));
        if (!recorded) {
            return Next.NOW;
        }
        try {
            guests.resume(target.share(), instance, readiness.action() == Readiness.Action.WAKE);
        } catch (GuestException failure) {
            LOG.warn(
                    "cannot resume the guest guest={} conflict={} error={}: the next step looks again",
                    target.name(),
                    conflict.id(),
                    failure.getMessage());
        }
        return later();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictChange;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * The rung of REQUESTING: asks the guest for every function of the group, again and again. The deadline runs from the first request that
 * libvirt has answered, even with an error. While libvirt is away the guest's time does not run.
 */
@Component
class ReleaseRung implements RungStep {

    private final ConflictStore conflictStore;
    private final GuestActions actions;
    private final RungTimeout timeout;
    private final ReleaseRequests requests;
    private final Prospects prospects;
    private final LadderProperties properties;
    private final Clock clock;

    ReleaseRung(
            ConflictStore conflictStore,
            GuestActions actions,
            RungTimeout timeout,
            ReleaseRequests requests,
            Prospects prospects,
            LadderProperties properties,
            @Monotonic Clock clock) {
        this.conflictStore = conflictStore;
        this.actions = actions;
        this.timeout = timeout;
        this.requests = requests;
        this.prospects = prospects;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public ConflictState state() {
        return ConflictState.REQUESTING;
    }

    @Override
    public Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Assignment assignment = context.assignment();
        Policy policy = context.policy();
        Conflict.Ladder ladder = conflict.ladder();
        Instant now = clock.instant();
        if (ladder.deadline() != null && !now.isBefore(ladder.deadline())) {
            String has = holding.live() ? holding.liveList() : "the group open";
            return timeout.of(
                    conflict,
                    assignment,
                    policy,
                    assignment.guestName() + " has not released the group in time and still has " + has);
        }
        Instant askedAt = ladder.asks(Rung.RELEASE).at();
        Instant next = requests.due(askedAt, now);
        if (now.isBefore(next)) {
            return Next.after(properties.look(), now, next, ladder.deadline());
        }
        return actions.take(
                conflict,
                () -> record(conflict, assignment, holding, policy),
                () -> requests.ask(assignment.share(), holding),
                policy.deadline(Rung.RELEASE),
                requests.interval());
    }

    private boolean record(Conflict conflict, Assignment assignment, Holding holding, Policy policy) {
        Conflict.Ladder ladder = conflict.ladder();
        Consumer<ConflictChange> change = row -> {
            row.asked(Rung.RELEASE, clock.instant(), ladder.asks(Rung.RELEASE).count() + 1);
            if (ladder.domainInstance() == null) {
                row.domainInstance(holding.domainInstance().orElse(null));
            }
        };
        if (conflict.ladder().asks(Rung.RELEASE).at() != null) {
            return conflictStore.note(conflict, change);
        }
        return conflictStore.move(
                conflict,
                Transition.ASK,
                change,
                assignment.guestName() + " is asked to release " + (holding.live() ? holding.liveList() : "the group")
                        + " (request " + (ladder.asks(Rung.RELEASE).count() + 1) + ", repeated every "
                        + Texts.duration(requests.interval()) + "). "
                        + prospects.after(conflict.state(), assignment, policy, policy.deadline(Rung.RELEASE)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.Texts;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.conflict.ConflictChange;
import io.bailiff.manager.conflict.ConflictStore;
import io.bailiff.manager.conflict.Target;
import io.bailiff.manager.conflict.Transition;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.guest.ReleaseRequests;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import io.bailiff.manager.time.Monotonic;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
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
    private final Possession possession;
    private final Prospects prospects;
    private final Clock clock;

    ReleaseRung(
            ConflictStore conflictStore,
            GuestActions actions,
            RungTimeout timeout,
            ReleaseRequests requests,
            Possession possession,
            Prospects prospects,
            @Monotonic Clock clock) {
        this.conflictStore = conflictStore;
        this.actions = actions;
        this.timeout = timeout;
        this.requests = requests;
        this.possession = possession;
        this.prospects = prospects;
        this.clock = clock;
    }

    @Override
    public ConflictState state() {
        return ConflictState.REQUESTING;
    }

    @Override
    public Next take(ConflictContext context, Holding holding) throws GuestException {
        Conflict conflict = context.conflict();
        Conflict.Ladder ladder = conflict.ladder();
        Target target = context.target();
        Instant now = clock.instant();
        if (ladder.deadline() != null && !now.isBefore(ladder.deadline())) {
            String has = holding.live() ? holding.liveList() : "the group open";
            return timeout.of(
                    conflict,
                    context.assignment(),
                    context.policy(),
                    target.name() + " has not released the group in time and still has " + has);
        }
        Instant askedAt = ladder.asks(Rung.RELEASE).at();
        Instant next = requests.due(askedAt, now);
        if (now.isBefore(next)) {
            return actions.await(next, ladder.deadline());
        }
        return actions.take(
                conflict,
                () -> record(context, holding),
                () -> requests.ask(target.share(), holding),
                context.policy().deadline(Rung.RELEASE),
                requests.interval());
    }

    private boolean record(ConflictContext context, Holding holding) {
        Conflict conflict = context.conflict();
        Conflict.Ladder ladder = conflict.ladder();
        Optional<String> process =
                holding.live() ? possession.process(context.assignment(), context.target()) : Optional.empty();
        Consumer<ConflictChange> change = row -> {
            row.asked(Rung.RELEASE, clock.instant(), ladder.asks(Rung.RELEASE).count() + 1);
            row.others(null);
            process.ifPresent(row::guestProcess);
            if (ladder.domainInstance() == null) {
                row.domainInstance(holding.domainInstance().orElse(null));
            }
        };
        return ladder.asks(Rung.RELEASE).at() == null
                ? conflictStore.move(conflict, Transition.ASK, change, text(context, holding))
                : conflictStore.note(conflict, change);
    }

    private String text(ConflictContext context, Holding holding) {
        Conflict conflict = context.conflict();
        Policy policy = context.policy();
        String guest = context.target().name();
        return guest + " is asked to release " + (holding.live() ? holding.liveList() : "the group") + " (request "
                + (conflict.ladder().asks(Rung.RELEASE).count() + 1) + ", repeated every "
                + Texts.duration(requests.interval()) + "). "
                + prospects.after(conflict.state(), guest, policy, policy.deadline(Rung.RELEASE));
    }
}

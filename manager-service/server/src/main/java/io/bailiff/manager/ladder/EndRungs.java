package io.bailiff.manager.ladder;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.conflict.Conflict;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.policy.Policy;
import io.bailiff.manager.step.Next;
import org.springframework.stereotype.Component;

/** Takes the rungs that end the guest, unless another conflict ends the same guest already: then this one follows that one. */
@Component
class EndRungs {

    private final ShutdownRung shutdown;
    private final DestroyRung destroy;
    private final GuestEnd guestEnd;

    EndRungs(ShutdownRung shutdown, DestroyRung destroy, GuestEnd guestEnd) {
        this.shutdown = shutdown;
        this.destroy = destroy;
        this.guestEnd = guestEnd;
    }

    Next take(Conflict conflict, Assignment assignment, Policy policy) throws GuestException {
        if (!guestEnd.isOurs(conflict, assignment)) {
            return guestEnd.follow(conflict, assignment);
        }
        return conflict.state() == ConflictState.SHUTTING_DOWN
                ? shutdown.take(conflict, assignment, policy)
                : destroy.take(conflict, assignment, policy);
    }
}

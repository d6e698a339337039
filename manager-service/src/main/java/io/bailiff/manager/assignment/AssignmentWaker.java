package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.GuestHappening;
import io.bailiff.manager.host.HostReported;
import io.bailiff.manager.step.Steps;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has assignments looked at when something happened on their host. */
@Component
class AssignmentWaker {

    private final AssignmentRows rows;
    private final Ledger ledger;
    private final Steps steps;

    AssignmentWaker(AssignmentRows rows, Ledger ledger, Steps steps) {
        this.rows = rows;
        this.ledger = ledger;
        this.steps = steps;
    }

    @EventListener
    void reported(HostReported reported) {
        wake(ledger.concernedBy(reported));
    }

    @EventListener
    void happened(GuestHappening happening) {
        wake(happening
                .guest()
                .map(guest -> rows.liveOfGuest(happening.host(), guest))
                .orElseGet(() -> rows.liveOnHost(happening.host())));
    }

    private void wake(List<UUID> assignments) {
        assignments.forEach(id -> steps.wake(AssignmentStepper.KIND, id));
    }
}

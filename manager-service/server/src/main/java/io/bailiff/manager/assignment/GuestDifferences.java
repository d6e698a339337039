// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventory;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Records where the guest of an ACTIVE assignment differs from the record: a late release, or a drift. */
@Component
class GuestDifferences {

    private final AssignmentStore assignmentStore;
    private final LateRelease lateRelease;
    private final Drift drift;

    GuestDifferences(AssignmentStore assignmentStore, LateRelease lateRelease, Drift drift) {
        this.assignmentStore = assignmentStore;
        this.lateRelease = lateRelease;
        this.drift = drift;
    }

    /** Returns true if something was recorded: the caller has to read the assignment again. */
    boolean noticed(Assignment assignment, Optional<Inventory> inventory, Holding holding) {
        return lateRelease.noticed(assignment, holding)
                || assignmentStore.drift(assignment, drift.of(assignment, inventory, holding));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.Holding;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Handles guests that obey a withdrawn release request. libvirt has no call to withdraw such a request, and the guest may obey at any later
 * time. A domain instance asked before its eviction was cancelled therefore gets released functions back, for the time of
 * {@code bailiff.assignment.late-release}. Afterwards, or in another domain instance, the removal of a function counts as intended.
 */
@Component
class LateRelease {

    private final AssignmentStore assignmentStore;
    private final Deadlines deadlines;
    private final AssignmentProperties properties;

    LateRelease(AssignmentStore assignmentStore, Deadlines deadlines, AssignmentProperties properties) {
        this.assignmentStore = assignmentStore;
        this.deadlines = deadlines;
        this.properties = properties;
    }

    /**
     * Starts the watch for a late release; part of the change that cancels an eviction.
     *
     * @param askedInstance the domain instance that was asked to release the group, or null
     */
    void watch(AssignmentRow row, @Nullable String askedInstance) {
        row.lateUntil = deadlines.after(properties.lateRelease());
        row.lateInstance = askedInstance;
    }

    /**
     * Has functions given back to the asked domain instance after a late release, or ends the watch when the time is over.
     *
     * @return true if the assignment was changed
     */
    boolean noticed(Assignment assignment, Holding holding) {
        Instant until = assignment.progress().lateUntil();
        if (until == null) {
            return false;
        }
        if (deadlines.isOver(until, properties.lateRelease())) {
            return assignmentStore.note(assignment, row -> {
                row.lateUntil = null;
                row.lateInstance = null;
            });
        }
        String lost = lost(assignment, holding);
        return !lost.isEmpty() && attachAgain(assignment, lost);
    }

    /** Returns the functions missing from the asked domain instance; empty if another domain instance runs, or none. */
    private static String lost(Assignment assignment, Holding holding) {
        Optional<String> instance = holding.domainInstance();
        if (instance.isEmpty() || !instance.get().equals(assignment.progress().lateInstance())) {
            return "";
        }
        return assignment.functions().stream()
                .map(function -> function.address().toString())
                .filter(address -> !holding.hasLive(address))
                .collect(Collectors.joining(", "));
    }

    private boolean attachAgain(Assignment assignment, String lost) {
        return assignmentStore.move(
                assignment,
                Transition.ATTACH_AGAIN,
                row -> row.deadline = deadlines.after(properties.attachDeadline()),
                new Entry(
                        "late-release",
                        "guest " + assignment.shownGuest(),
                        assignment.shownGuest() + " has released " + lost
                                + " because of a request sent before the claim was withdrawn. Bailiff attaches " + lost
                                + " again."));
    }
}

package io.bailiff.manager.assignment;

import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.guest.Holding;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A request to let go cannot be taken back: libvirt has no call for that, and the guest may obey it when it gets
 * round to it. A run of the guest that was asked before its eviction was called off therefore gets back what it
 * then lets go of. After a while, or in another run, whoever takes a function out of the guest has meant it.
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

    /** Part of the change that calls an eviction off. */
    void watch(AssignmentRow row, @Nullable String askedRun) {
        row.lateUntil = deadlines.after(properties.lateRelease());
        row.lateRun = askedRun;
    }

    /** Whether something has been changed about the assignment. */
    boolean noticed(Assignment assignment, Holding holding) {
        Instant until = assignment.progress().lateUntil();
        if (until == null) {
            return false;
        }
        if (deadlines.isOver(until, properties.lateRelease())) {
            return assignmentStore.note(assignment, row -> {
                row.lateUntil = null;
                row.lateRun = null;
            });
        }
        String lost = lost(assignment, holding);
        return !lost.isEmpty() && giveBack(assignment, lost);
    }

    /** What the run that was asked does not have any more. */
    private static String lost(Assignment assignment, Holding holding) {
        Optional<String> run = holding.run();
        if (run.isEmpty() || !run.get().equals(assignment.progress().lateRun())) {
            return "";
        }
        return assignment.functions().stream()
                .map(function -> function.address().toString())
                .filter(address -> !holding.hasLive(address))
                .collect(Collectors.joining(", "));
    }

    private boolean giveBack(Assignment assignment, String lost) {
        return assignmentStore.move(
                assignment,
                Transition.ATTACH_AGAIN,
                row -> row.deadline = deadlines.after(properties.attachDeadline()),
                new Entry(
                        "late-release",
                        "guest " + assignment.guestName(),
                        assignment.guestName() + " has let go of " + lost
                                + " after all, as it was asked to before the host's claim was withdrawn; it gets it back"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentView;
import io.bailiff.manager.api.HealthView;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.time.MonotonicClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts assignments to REST views. */
final class AssignmentViews {

    private AssignmentViews() {}

    /** Returns the view of an assignment on the host with this name. */
    static AssignmentView of(
            Assignment assignment,
            String host,
            MonotonicClock clock,
            @Nullable List<HealthView> health,
            @Nullable List<RecordEntry> timeline) {
        Assignment.Progress progress = assignment.progress();
        return new AssignmentView(
                assignment.id(),
                host,
                new AssignmentView.GuestName(assignment.guest(), assignment.guestName()),
                assignment.group().value(),
                assignment.functions().stream().map(AssignmentViews::function).toList(),
                assignment.members().stream().map(AssignmentViews::endpoint).toList(),
                assignment.state(),
                !assignment.state().ended(),
                assignment.since(),
                assignment.progress().ending(),
                assignment.progress().reason(),
                assignment.progress().problem(),
                assignment.progress().drift(),
                progress.deadline() == null ? null : clock.wall(progress.deadline()),
                progress.retryAt() == null ? null : clock.wall(progress.retryAt()),
                assignment.requestedAt(),
                assignment.requester().by(),
                assignment.requester().remoteAddress(),
                assignment.endedAt(),
                health == null || health.isEmpty() ? null : health,
                assignment.allowed().codes().isEmpty()
                        ? null
                        : assignment.allowed().sorted(),
                timeline);
    }

    private static AssignmentView.Function function(LentFunction function) {
        return new AssignmentView.Function(
                function.address(), function.alias(), function.givenAt(), function.returnedAt());
    }

    private static AssignmentView.Endpoint endpoint(Member member) {
        return new AssignmentView.Endpoint(member.address(), member.hostDriver(), member.ids(), member.model());
    }
}

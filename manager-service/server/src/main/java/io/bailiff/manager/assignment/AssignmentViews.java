package io.bailiff.manager.assignment;

import io.bailiff.manager.api.AssignmentView;
import io.bailiff.manager.api.RecordEntry;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.time.SteadyClock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows assignments to operators. */
final class AssignmentViews {

    private AssignmentViews() {}

    static AssignmentView of(
            Assignment assignment, Host host, SteadyClock clock, @Nullable List<RecordEntry> timeline) {
        Assignment.Way way = assignment.way();
        return new AssignmentView(
                assignment.id(),
                host.name(),
                new AssignmentView.GuestName(assignment.guest(), assignment.guestName()),
                assignment.group().value(),
                assignment.functions().stream().map(AssignmentViews::function).toList(),
                assignment.members().stream().map(AssignmentViews::endpoint).toList(),
                assignment.state(),
                !assignment.state().ended(),
                assignment.since(),
                assignment.way().ending(),
                assignment.way().reason(),
                assignment.way().problem(),
                way.deadline() == null ? null : clock.wall(way.deadline()),
                way.retryAt() == null ? null : clock.wall(way.retryAt()),
                assignment.requestedAt(),
                assignment.requester().by(),
                assignment.requester().remoteAddress(),
                assignment.endedAt(),
                timeline);
    }

    private static AssignmentView.Function function(LentFunction function) {
        return new AssignmentView.Function(
                function.address(), function.alias(), function.givenAt(), function.returnedAt());
    }

    private static AssignmentView.Endpoint endpoint(Member member) {
        return new AssignmentView.Endpoint(member.address(), member.hostDriver(), member.ids());
    }
}

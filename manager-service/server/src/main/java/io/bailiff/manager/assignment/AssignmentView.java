package io.bailiff.manager.assignment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.manager.audit.RecordEntry;
import io.bailiff.manager.host.Host;
import io.bailiff.manager.time.SteadyClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An assignment as operators see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssignmentView(
        UUID id,
        String host,
        GuestName guest,
        String group,
        List<LentFunction> functions,
        List<Member> members,
        AssignmentState state,
        boolean live,
        Instant since,
        @Nullable AssignmentState ending,
        @Nullable String reason,
        @Nullable String problem,
        @Nullable Instant deadline,
        @Nullable Instant retryAt,
        Instant requestedAt,
        @Nullable String requestedBy,
        String remoteAddress,
        @Nullable Instant endedAt,
        @Nullable List<RecordEntry> timeline) {

    record GuestName(UUID uuid, String name) {}

    static AssignmentView of(
            Assignment assignment, Host host, SteadyClock clock, @Nullable List<RecordEntry> timeline) {
        Assignment.Way way = assignment.way();
        return new AssignmentView(
                assignment.id(),
                host.name(),
                new GuestName(assignment.guest(), assignment.guestName()),
                assignment.group().value(),
                assignment.functions(),
                assignment.members(),
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
}

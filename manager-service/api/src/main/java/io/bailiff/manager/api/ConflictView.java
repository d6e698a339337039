package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operators' view of a conflict. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConflictView(
        UUID id,
        String host,
        String group,
        UUID assignment,
        GuestName guest,
        ConflictState state,
        boolean open,
        Instant since,
        @Nullable Instant deadline,
        PolicyView policy,
        int releaseAsks,
        int shutdownAsks,
        int destroyAsks,
        @Nullable UUID follows,
        @Nullable Instant suspendedAt,
        @Nullable Instant unfencedAt,
        @Nullable String problem,
        Instant openedAt,
        @Nullable Instant resolvedAt,
        List<ClaimView> claims,
        @Nullable List<RecordEntry> timeline) {

    public record GuestName(
            UUID uuid, String name, @Nullable String run) {}
}

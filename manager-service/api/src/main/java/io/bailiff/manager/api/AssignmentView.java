package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An assignment as operators see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssignmentView(
        UUID id,
        String host,
        GuestName guest,
        String group,
        List<Function> functions,
        List<Endpoint> members,
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

    public record GuestName(UUID uuid, String name) {}

    /**
     * A function that the guest gets.
     *
     * @param address the function
     * @param alias what libvirt calls it
     * @param givenAt when the guest was seen with it, or null if it never was
     * @param returnedAt when the guest was seen without it afterwards, or null
     */
    public record Function(
            PciAddress address,
            String alias,
            @Nullable Instant givenAt,
            @Nullable Instant returnedAt) {}

    /**
     * An endpoint of the group.
     *
     * @param address the function
     * @param hostDriver the driver that it had with the host when the group was lent, or null if it had none
     * @param ids what it was then: {@code 8086:100e:1af4:1100}; null if that was not kept
     */
    public record Endpoint(
            PciAddress address,
            @Nullable String hostDriver,
            @Nullable String ids) {}
}

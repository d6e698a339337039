// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of an assignment.
 *
 * @param drift the differences between the assignment and the host: the guest runs without a function, or somebody else has the group; null
 *     without a difference
 * @param health the health events of the group's endpoints without an acknowledgement; null in lists, and without an event
 * @param allowed the codes of the uses of the group that the request allows to end; null: none
 */
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
        @Nullable String drift,
        @Nullable Instant deadline,
        @Nullable Instant retryAt,
        Instant requestedAt,
        @Nullable String requestedBy,
        String remoteAddress,
        @Nullable Instant endedAt,
        @Nullable List<HealthView> health,
        @Nullable List<Refusal.Code> allowed,
        @Nullable List<RecordEntry> timeline) {

    public record GuestName(UUID uuid, String name) {}

    /**
     * A function for the guest.
     *
     * @param address the function
     * @param alias the function's alias in libvirt
     * @param givenAt when the manager last recorded the function in the guest, or null if the guest never had the function
     * @param returnedAt when the guest was seen without the function afterwards, or null
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
     * @param hostDriver the host driver of the function when the group was lent, or null if the function had none
     * @param ids the PCI ids of the function at the same moment: {@code 8086:100e:1af4:1100}; null if they were not stored
     * @param model vendor and device in words at the same moment; null if the host's list of PCI ids has no name
     */
    public record Endpoint(
            PciAddress address,
            @Nullable String hostDriver,
            @Nullable String ids,
            @Nullable String model) {}
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.agent.AllowedUses;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.audit.Subject;
import io.bailiff.manager.change.Seen;
import io.bailiff.manager.guest.Share;
import io.bailiff.manager.host.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An assignment as read from the database. A change of the assignment names the state and the epoch of this snapshot, and does nothing if
 * the row has changed since.
 *
 * @param id the assignment's id
 * @param host the host's id
 * @param group the group's fingerprint
 * @param guest the guest's UUID
 * @param guestName the guest's name at the time of the request
 * @param functions the functions lent to the guest
 * @param members every endpoint of the group
 * @param state the current state
 * @param epoch the number of changes so far
 * @param since the time when the current state began
 * @param progress the progress within the state, and the values that later steps need
 * @param allowed the uses of the group that the request allows to end
 * @param requester the requester of the assignment
 * @param requestedAt the time of the request
 * @param endedAt the time of the end, or null
 */
public record Assignment(
        UUID id,
        UUID host,
        GroupFingerprint group,
        UUID guest,
        String guestName,
        List<LentFunction> functions,
        List<Member> members,
        AssignmentState state,
        long epoch,
        Instant since,
        Progress progress,
        AllowedUses allowed,
        Requester requester,
        Instant requestedAt,
        @Nullable Instant endedAt)
        implements Seen<AssignmentState> {

    public Assignment {
        functions = List.copyOf(functions);
        members = List.copyOf(members);
    }

    /** Returns the guest's name for texts; {@code guestName} is the exact name. */
    public String shownGuest() {
        return Printable.name(guestName);
    }

    /** Returns the key of the group on its host. The key is unique among live assignments, and among open conflicts. */
    public String groupKey() {
        return AssignmentRow.liveGroup(host, group);
    }

    @Override
    public @Nullable String problem() {
        return progress.problem();
    }

    @Override
    public Subject subject() {
        return new Subject(host, id, null);
    }

    /**
     * The progress of an assignment within its state, and the values that later steps need. All times are by the monotonic clock.
     *
     * @param ending the state in which the assignment ends after the reattach, or null while nothing has begun to end the assignment
     * @param reason the reason for the ending, or null
     * @param problem the reason why the assignment does not progress, or null
     * @param operation the id of the operation last ordered from the agent, or null
     * @param operations the number of operations so far
     * @param failures the number of failed orders in ACTIVE since the host's last boot, or in REATTACHING
     * @param deadline the end of the time for the current state, or null
     * @param retryAt the time of the next attempt after a failed operation, or null
     * @param askedAt the time of the last release request to the guest; {@link Instant#EPOCH} if only announced, or null
     * @param releaseRevision the revision of the desired state that an agent must know before its report can show the group as free, or
     *     null
     * @param fenced true if the guest is fenced: the assignment waits for the repair of the host, not for the release of the group
     * @param bootId the boot of the host in which the agent was ordered to detach the group, or null
     * @param interrupted the assignment's state when a conflict began to take the group from the guest, or null
     * @param lateUntil the time until which the guest may still obey a withdrawn release request, or null
     * @param lateInstance the domain instance of the guest that received such a request, or null if no request was sent
     * @param definitionPending true if libvirt has still to add functions to the guest's definition
     * @param drift the differences between an ACTIVE assignment and the host, for people, or null
     */
    public record Progress(
            @Nullable AssignmentState ending,
            @Nullable String reason,
            @Nullable String problem,
            @Nullable String operation,
            int operations,
            int failures,
            @Nullable Instant deadline,
            @Nullable Instant retryAt,
            @Nullable Instant askedAt,
            @Nullable Long releaseRevision,
            boolean fenced,
            @Nullable String bootId,
            @Nullable AssignmentState interrupted,
            @Nullable Instant lateUntil,
            @Nullable String lateInstance,
            boolean definitionPending,
            @Nullable String drift) {}

    /** Returns true if the function is an endpoint of the group. */
    public boolean hasMember(PciAddress address) {
        return members.stream().anyMatch(member -> member.address().equals(address));
    }

    /**
     * Returns the group as found in a report by its fingerprint. A group that has gained or lost a member since the loan is found by any
     * stored member.
     */
    public Optional<IommuGroupReport> groupIn(Inventory inventory) {
        return inventory
                .group(group)
                .or(() -> members.stream()
                        .flatMap(member -> inventory.groupOf(member.address()).stream())
                        .findFirst());
    }

    /** Returns the guest's share of the group: the functions for the guest, and every endpoint that the guest might have. */
    public Share share() {
        return new Share(
                host,
                guest,
                functions.stream().map(LentFunction::shared).toList(),
                members.stream().map(member -> member.address().toString()).collect(Collectors.toSet()));
    }

    /** Returns the addresses of the functions for people: {@code 0000:02:01.0, 0000:02:01.1}. */
    public String functionList() {
        return functions.stream().map(function -> function.address().toString()).collect(Collectors.joining(", "));
    }
}

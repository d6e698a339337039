package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.PciAddress;
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
 * An assignment as it was when it was read. A change names the state and the epoch that it was read with, and is lost if they are
 * not true any more.
 *
 * @param id its id
 * @param host the host
 * @param group the group
 * @param guest the guest's UUID
 * @param guestName the guest's name when it was asked for
 * @param functions what the guest gets
 * @param members every endpoint of the group
 * @param state how far it is
 * @param epoch counts its changes
 * @param since when it got into the state
 * @param progress where it is on the way there, or back
 * @param requester who asked for it
 * @param requestedAt when
 * @param endedAt when it ended, or null
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
        Requester requester,
        Instant requestedAt,
        @Nullable Instant endedAt)
        implements Seen<AssignmentState> {

    public Assignment {
        functions = List.copyOf(functions);
        members = List.copyOf(members);
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
     * Where an assignment is on its way.
     *
     * @param ending how it ends once the group is back, or null while nothing has begun to end it
     * @param reason why it ends so, or null
     * @param problem what keeps it from going on, or null
     * @param operation the operation that the agent has been told to do, or null
     * @param operations how many there were
     * @param failures how many of them failed, on the way back
     * @param deadline when the state has lasted too long, or null
     * @param retryAt when a failed operation is tried again, or null
     * @param askedAt when the guest was last asked to let go, or null
     * @param releaseRevision the revision that an agent has to know whose report says whether the group is free, or null
     * @param fenced whether its guest is fenced: the group is not waited for until somebody has repaired the host
     * @param bootId the boot of the host that the agent was told to detach the group in, or null
     * @param interrupted where it was when a conflict began to take it from the guest, or null
     * @param lateUntil until when the guest may still obey a request that was taken back, or null
     * @param lateRun the run of the guest that was sent such a request, or null if none was
     * @param definitionPending whether libvirt has still to take functions into the guest's definition
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
            @Nullable String lateRun,
            boolean definitionPending) {}

    /** Whether a function belongs to the group. */
    public boolean hasMember(PciAddress address) {
        return members.stream().anyMatch(member -> member.address().equals(address));
    }

    /**
     * The group as a report has it: by its fingerprint or, if it has got or lost a member since it was lent, by one of the
     * members that it had.
     */
    public Optional<IommuGroupReport> groupIn(Inventory inventory) {
        return inventory
                .group(group)
                .or(() -> members.stream()
                        .flatMap(member -> inventory.groupOf(member.address()).stream())
                        .findFirst());
    }

    /** What the guest is to have of the group, and what it might have. */
    public Share share() {
        return new Share(
                host,
                guest,
                functions.stream().map(LentFunction::shared).toList(),
                members.stream().map(member -> member.address().toString()).collect(Collectors.toSet()));
    }

    /** The functions for people: {@code 0000:02:01.0, 0000:02:01.1}. */
    public String functionList() {
        return functions.stream().map(function -> function.address().toString()).collect(Collectors.joining(", "));
    }
}

package io.bailiff.agent.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of somebody on the host to take a member of a lent group, from its beginning to what came of it. It stays in the
 * agent's reports until it has ended and a report with its end has been taken by the manager; the same claim may so be told
 * many times.
 *
 * @param id the claim's, a UUID
 * @param kind what was attempted
 * @param groups the lent groups that it can touch, by fingerprint; with status {@link Status#HELD} or {@link Status#STANDING}
 *     exactly one
 * @param function the member that is wanted; null where that cannot be told before the attempt is let through
 * @param file the file that it went through, as the host spells it; null where there was none
 * @param what what it would have done, for people: {@code unbind a function from vfio-pci}
 * @param claimant the process; null where the kernel did it by itself, or nobody can be named
 * @param status what has become of it
 * @param message for people: why it is in this status, and where there is something to do, what
 * @param madeAt when it began, by the host's clock
 * @param since when it got into this status
 */
public record ClaimReport(
        String id,
        Kind kind,
        List<GroupFingerprint> groups,
        @Nullable PciAddress function,
        @Nullable String file,
        String what,
        @Nullable Claimant claimant,
        Status status,
        String message,
        Instant madeAt,
        Instant since) {

    public ClaimReport {
        groups = List.copyOf(groups);
    }

    /** What was attempted. */
    public enum Kind {
        /** {@code drivers/X/bind} was opened. */
        BIND,
        /** {@code drivers/X/unbind} was opened. */
        UNBIND,
        /** {@code drivers/X/new_id} was opened. */
        NEW_ID,
        /** {@code drivers_probe} was opened. */
        PROBE,
        /** A function's {@code remove} was opened. */
        REMOVE,
        /** A {@code rescan} was opened. */
        RESCAN,
        /** A member's {@code driver_override} was changed; by the time that this is known it has happened. */
        OVERRIDE,
        /** A host driver that fits a member was loaded. No file tells of that. */
        DRIVER_LOADED,
        /** A function appeared in the group. */
        FUNCTION_APPEARED,
        /** A member vanished. */
        FUNCTION_VANISHED
    }

    /** What has become of a claim. */
    public enum Status {
        /** The process sleeps in the kernel until the group is free, or until it gives up. */
        HELD,
        /** What it did cannot be held, only its consequence: it stands until the group is free or it is taken back. */
        STANDING,
        /** It went on, because the group was free. */
        LET_THROUGH,
        /** It was refused with EPERM, or what it did was put back. */
        DENIED,
        /** The process ended, was interrupted, or took back what it had done. */
        WITHDRAWN,
        /** It went on and could do no harm: the pins, or the kernel, keep the members. */
        PREVENTED,
        /** It went on because this host's policy, or the process's unit, says so. */
        EXEMPT;

        /** Whether somebody still waits for the group. */
        public boolean waits() {
            return this == HELD || this == STANDING;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Entries;
import io.bailiff.agent.api.limit.Text;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attempt on the host to take a member of a lent group, from the start of the attempt to the outcome. The claim stays in the
 * agent's reports until the claim has ended and the manager has accepted a report with the end. The agent may therefore report
 * the same claim many times.
 *
 * @param id the claim's id, a UUID
 * @param kind the kind of the attempt
 * @param groups fingerprints of the lent groups in reach of the claim; with status {@link Status#HELD} or
 *     {@link Status#STANDING} exactly one. A process that waits for several groups has a claim on each
 * @param function the wanted member; null if unknown. A claim with status {@link Status#HELD} and without a function is no reason to ask
 *     a guest
 * @param file the file of the attempt, in the host's spelling; null if the attempt went through no file
 * @param what the effect of the attempt, for people: {@code unbind a function from vfio-pci}
 * @param claimant the process; null if the kernel acted by itself or no process can be identified
 * @param status the claim's current status
 * @param message for people: the reason of the status, and the next action for an operator if there is an action to take
 * @param madeAt the start of the attempt, by the host's clock
 * @param since the time of the last change of status, by the host's clock
 */
public record ClaimReport(
        @Text(longest = 36, exact = true, spelling = UUID_SPELLING)
        String id,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Kind kind,

        @Entries(least = 1, most = 4096) List<GroupFingerprint> groups,
        @Nullable PciAddress function,
        @Text(longest = 4096) @Nullable String file,
        @Text(longest = 4096) String what,
        @Nullable Claimant claimant,
        Status status,
        @Text(longest = 4096) String message,
        Instant madeAt,
        Instant since) {

    static final String UUID_SPELLING = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

    public ClaimReport {
        groups = List.copyOf(Objects.requireNonNull(groups, "groups"));
    }

    /** The kind of an attempt. */
    public enum Kind {
        /** A write to {@code drivers/X/bind}, or an open of the file. */
        BIND,
        /** A write to {@code drivers/X/unbind}, or an open of the file. */
        UNBIND,
        /** A write to {@code drivers/X/new_id}, or an open of the file. */
        NEW_ID,
        /** A write to {@code drivers_probe}, or an open of the file. */
        PROBE,
        /** The {@code remove} of a member, of its physical function or of a bridge above was opened. */
        REMOVE,
        /** A {@code rescan} was opened. */
        RESCAN,
        /**
         * A write to the {@code driver_override} of a member or of its physical function, or an open of the file. With status
         * {@link Status#STANDING}, the change has already happened.
         */
        OVERRIDE,
        /** A write to the {@code sriov_numvfs} of a physical function that removes lent virtual functions, or an open of the file. */
        VIRTUAL_FUNCTIONS,
        /** A write to the {@code power} of a slot that switches off a member, or an open of the file. */
        SLOT_POWER,
        /**
         * An open for writing of a file that resets or reconfigures a member, its physical function, a bridge above or the IOMMU group:
         * {@code reset}, {@code config}, {@code resource0}, {@code type} and others.
         */
        RECONFIGURE,
        /**
         * A program that is about to unload the module of a driver has opened the module's {@code refcnt}. The driver has a member, the
         * physical function of a member, or a bridge above.
         */
        UNLOAD,
        /** A host driver for a member was loaded. Loading a driver opens no guarded file; a uevent reports the driver. */
        DRIVER_LOADED,
        /** A function appeared in the group. */
        FUNCTION_APPEARED,
        /** A member vanished. */
        FUNCTION_VANISHED,
        /** A kind that the reader does not know: the agent is newer. No agent of this version makes such a claim. */
        @JsonEnumDefaultValue
        OTHER
    }

    /** The state of a claim, or the outcome of an ended claim. */
    public enum Status {
        /** The process sleeps in the kernel until the group is free or the process withdraws the claim. */
        HELD,
        /**
         * The change has already happened and cannot be held, only the consequence can. The claim stands until the group is
         * free or the change is reverted.
         */
        STANDING,
        /** The claim was let through because the group was free. */
        LET_THROUGH,
        /** The claim was refused with EPERM, or the agent reverted the change. */
        DENIED,
        /** The process ended or was interrupted, or the change was reverted. */
        WITHDRAWN,
        /** The claim was let through and could do no harm: the pins or the kernel keep the members. */
        PREVENTED,
        /**
         * The claim was let through for one of three reasons: the host's policy only observes, the process's unit is exempt, or
         * the function has already vanished from the bus.
         */
        EXEMPT;

        /** Returns true if the claim still waits for the group. */
        public boolean waits() {
            return this == HELD || this == STANDING;
        }
    }
}

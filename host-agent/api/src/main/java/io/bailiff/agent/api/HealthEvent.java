// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.bailiff.agent.api.limit.Range;
import io.bailiff.agent.api.limit.Text;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A defect of a PCI function that the kernel reported, or that the agent found. The function is not lent again before an operator has
 * acknowledged every event of the function. Events survive restarts of the agent and of the host. A function has at most one event of a
 * kind: a further defect of the kind counts, and gives the event a new id.
 *
 * @param id 12 hexadecimal digits; an acknowledgement names the id, and so never covers a later defect
 * @param function the address of the function
 * @param kind the kind of the defect
 * @param count the number of defects of the kind, from 1
 * @param firstAt the time of the first defect by the host's clock
 * @param lastAt the time of the last defect by the host's clock
 * @param bootId the boot of the host at the last defect
 * @param detail the facts of the last defect, for people; null if the kind says everything
 */
public record HealthEvent(
        @Text(longest = 12, exact = true, spelling = "[0-9a-f]{12}")
        String id,

        PciAddress function,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Kind kind,

        @Range(least = 1, most = Integer.MAX_VALUE) int count,
        Instant firstAt,
        Instant lastAt,

        @Text(longest = HostReport.LONGEST_BOOT_ID, exact = true, spelling = HostReport.LINE)
        String bootId,

        @Text(longest = 500) @Nullable String detail) {

    private static final int ID_DIGITS = 12;

    public HealthEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(firstAt, "firstAt");
        Objects.requireNonNull(lastAt, "lastAt");
        Objects.requireNonNull(bootId, "bootId");
    }

    /** The kind of a defect. The first three kinds are uevents of the kernel's error recovery (pci_uevent_ers in drivers/pci/pci-driver.c). */
    public enum Kind {
        /** An uncorrectable error (AER, DPC); the kernel has begun to recover the function. */
        RECOVERY_BEGUN("the kernel has begun to recover the function from an error"),
        /** The kernel has recovered the function. The function has lost its state, and a guest may not have noticed. */
        RECOVERED("the kernel has recovered the function from an error"),
        /** The kernel could not recover the function. */
        RECOVERY_FAILED("the kernel could not recover the function from an error"),
        /** The function vanished from the bus, and no process on the host had removed the function. */
        REMOVED("the function vanished from the bus while lent"),
        /** The lent function reads as ones: a failed reset, a lost link, or no power. */
        STOPPED_ANSWERING("the function stopped answering while lent"),
        /** After a recovery or a return to the bus, the link is slower or narrower than at the detach. */
        LINK_DEGRADED("the link of the function is slower than at the detach"),
        /** A defect that the reader does not know: the agent is newer. */
        @JsonEnumDefaultValue
        OTHER("the function has a defect that only a newer version knows");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Returns the defect for people, without the function. */
        public String text() {
            return text;
        }
    }

    /** Returns the event of a first defect. */
    public static HealthEvent first(
            PciAddress function, Kind kind, Instant at, String bootId, @Nullable String detail) {
        return new HealthEvent(id(function, kind, 1, at), function, kind, 1, at, at, bootId, detail);
    }

    /** Returns the event after a further defect. */
    public HealthEvent again(Instant at, String nowBootId, @Nullable String nowDetail) {
        return new HealthEvent(
                id(function, kind, count + 1, at), function, kind, count + 1, firstAt, at, nowBootId, nowDetail);
    }

    /** Returns the event for people: {@code 0000:02:01.0: the kernel has recovered the function from an error (3 times, last at …)}. */
    public String sentence() {
        String times = count == 1 ? "at " : count + " times, last at ";
        return function + ": " + kind.text() + (detail == null ? "" : ", " + detail) + " (" + times + lastAt + ")";
    }

    private static String id(PciAddress function, Kind kind, int count, Instant at) {
        byte[] digest = GroupFingerprint.sha256(function + " " + kind + " " + count + " " + at);
        return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
    }
}

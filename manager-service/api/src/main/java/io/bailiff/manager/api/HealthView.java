// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of a health event. The function is not lent again before an acknowledgement.
 *
 * @param id the agent's id of the event; a further defect of the kind has another id
 * @param function the address of the function
 * @param kind the kind of the defect
 * @param text the defect, for people
 * @param detail the facts of the last defect, for people, or null
 * @param count the number of defects of the kind since the last acknowledgement
 * @param firstAt the time of the first defect by the host's clock
 * @param lastAt the time of the last defect by the host's clock
 * @param bootId the boot of the host at the last defect
 * @param acknowledgement the acknowledgement on the way to the agent, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HealthView(
        String id,
        PciAddress function,
        HealthEvent.Kind kind,
        String text,
        @Nullable String detail,
        int count,
        Instant firstAt,
        Instant lastAt,
        String bootId,
        @Nullable Acknowledgement acknowledgement) {

    /**
     * An acknowledgement of the event.
     *
     * @param by the operator and the remote address
     * @param reason the reason, in the operator's words
     * @param at the time of the acknowledgement
     */
    public record Acknowledgement(String by, String reason, Instant at) {}

    /** Returns the view with an acknowledgement. */
    public HealthView with(@Nullable Acknowledgement given) {
        return new HealthView(id, function, kind, text, detail, count, firstAt, lastAt, bootId, given);
    }
}

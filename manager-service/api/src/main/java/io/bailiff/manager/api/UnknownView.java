// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of an unknown of a host.
 *
 * @param id the agent's id of the unknown
 * @param text the unknown, for people
 * @param reported true if the host's last report has the unknown; false if only an answer is left
 * @param functions the functions that the unknown may be about
 * @param answer the answer given through the manager, or null
 * @param inForce the answers in force on the host by the last report, given through the manager or on the host
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnknownView(
        String id,
        String text,
        boolean reported,
        List<PciAddress> functions,
        @Nullable Answer answer,
        List<Answer> inForce) {

    /**
     * An answer to the unknown.
     *
     * @param functions the functions that the unknown is about
     * @param noFunction true if the unknown is about no PCI function of the host
     * @param by the operator, as stated
     * @param at the time of the answer
     */
    public record Answer(List<PciAddress> functions, boolean noFunction, String by, Instant at) {}
}

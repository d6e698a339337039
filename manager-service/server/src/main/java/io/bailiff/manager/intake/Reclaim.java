// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.api.ReclaimRequest;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.problem.Fields;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator's request to take a function back for the host.
 *
 * @param function the function
 * @param reason the reason, in the operator's words
 * @param requester the requester
 * @param deadlines the requested durations of rungs; the policy decides for the other rungs
 */
public record Reclaim(PciAddress function, String reason, Requester requester, Map<Rung, Duration> deadlines) {

    /** Returns the text for the timeline. */
    String text(String host) {
        return host + " needs " + function + " back: " + reason;
    }

    /**
     * Reads the fields of a request.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400, naming the field, if a value is missing or malformed
     */
    public static Reclaim of(ReclaimRequest request, String remoteAddress) {
        Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
        put(deadlines, Rung.RELEASE, request.releaseDeadlineSeconds(), "releaseDeadlineSeconds");
        put(deadlines, Rung.SHUTDOWN, request.shutdownDeadlineSeconds(), "shutdownDeadlineSeconds");
        put(deadlines, Rung.DESTROY, request.destroyDeadlineSeconds(), "destroyDeadlineSeconds");
        return new Reclaim(
                Fields.address(request.function(), "function"),
                Fields.text(request.reason(), "reason", 2000),
                new Requester(Fields.optionalText(request.by(), "by", 253), remoteAddress),
                deadlines);
    }

    private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds, String field) {
        if (seconds != null) {
            deadlines.put(rung, Duration.ofSeconds(Fields.seconds(seconds, field)));
        }
    }
}

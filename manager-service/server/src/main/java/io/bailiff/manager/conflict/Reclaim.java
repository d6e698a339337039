package io.bailiff.manager.conflict;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.policy.Rung;
import io.bailiff.manager.problem.Fields;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word that the host needs a function back.
 *
 * @param function the function
 * @param reason why, or null
 * @param requester who says so
 * @param deadlines how long the rungs last, where that is not left to the policy
 */
record Reclaim(PciAddress function, @Nullable String reason, Requester requester, Map<Rung, Duration> deadlines) {

    /** The same as it comes over REST. */
    record Body(
            @Nullable String function,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Integer releaseDeadlineSeconds,
            @Nullable Integer shutdownDeadlineSeconds,
            @Nullable Integer destroyDeadlineSeconds) {

        Reclaim reclaim(String remoteAddress) {
            Map<Rung, Duration> deadlines = new EnumMap<>(Rung.class);
            put(deadlines, Rung.RELEASE, releaseDeadlineSeconds, "releaseDeadlineSeconds");
            put(deadlines, Rung.SHUTDOWN, shutdownDeadlineSeconds, "shutdownDeadlineSeconds");
            put(deadlines, Rung.DESTROY, destroyDeadlineSeconds, "destroyDeadlineSeconds");
            return new Reclaim(
                    Fields.address(function, "function"),
                    Fields.optionalText(reason, "reason", 2000),
                    new Requester(Fields.optionalText(by, "by", 253), remoteAddress),
                    deadlines);
        }

        private static void put(Map<Rung, Duration> deadlines, Rung rung, @Nullable Integer seconds, String field) {
            if (seconds != null) {
                deadlines.put(rung, Duration.ofSeconds(Fields.seconds(seconds, field)));
            }
        }
    }

    /** What the record says of it. */
    String text(String host) {
        return host + " needs " + function + " back" + (reason == null ? "" : ": " + reason);
    }
}

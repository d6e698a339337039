package io.bailiff.manager.conflict;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.manager.audit.Requester;
import io.bailiff.manager.problem.Fields;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word that the host needs a function back.
 *
 * @param function the function
 * @param reason why, or null
 * @param requester who says so
 * @param releaseDeadlineSeconds how long the guest has to let go
 * @param shutdownDeadlineSeconds how long it then has to shut down
 */
record Reclaim(
        PciAddress function,
        @Nullable String reason,
        Requester requester,
        int releaseDeadlineSeconds,
        int shutdownDeadlineSeconds) {

    /** The same as it comes over REST. */
    record Body(
            @Nullable String function,
            @Nullable String reason,
            @Nullable String by,
            @Nullable Integer releaseDeadlineSeconds,
            @Nullable Integer shutdownDeadlineSeconds) {

        Reclaim reclaim(LadderProperties ladder, String remoteAddress) {
            return new Reclaim(
                    Fields.address(function, "function"),
                    Fields.optionalText(reason, "reason", 2000),
                    new Requester(Fields.optionalText(by, "by", 253), remoteAddress),
                    Fields.seconds(releaseDeadlineSeconds, "releaseDeadlineSeconds", (int)
                            ladder.releaseDeadline().toSeconds()),
                    Fields.seconds(shutdownDeadlineSeconds, "shutdownDeadlineSeconds", (int)
                            ladder.shutdownDeadline().toSeconds()));
        }
    }

    /** What the record says of it. */
    String text(String host) {
        return host + " needs " + function + " back" + (reason == null ? "" : ": " + reason);
    }
}

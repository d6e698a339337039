package io.bailiff.manager.audit;

import org.jspecify.annotations.Nullable;

/**
 * Who asks for something over REST.
 *
 * @param by who they say they are, or null
 * @param remoteAddress where the request came from
 */
public record Requester(@Nullable String by, String remoteAddress) {

    /** The same as the record has it. */
    public String actor() {
        return (by == null ? "somebody" : by) + " from " + remoteAddress;
    }
}

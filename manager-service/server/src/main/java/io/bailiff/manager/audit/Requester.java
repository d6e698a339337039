// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.audit;

import org.jspecify.annotations.Nullable;

/**
 * The author of a request over REST.
 *
 * @param by the author's name as given in the request, or null
 * @param remoteAddress the address of the request's sender
 */
public record Requester(@Nullable String by, String remoteAddress) {

    /** Returns the author as an actor for the record. */
    public String actor() {
        return (by == null ? "operator" : by) + " from " + remoteAddress;
    }
}

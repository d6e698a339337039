// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.function.Function;
import org.eclipse.jetty.server.Request;

/**
 * The limits of a running listener.
 *
 * @param connections the connections
 * @param kinds returns the kind of a request
 * @param bodies returns the limits for the body of a request
 * @param requestsPerHost the requests of a host at once
 * @param memory the memory for bodies and answers
 */
record LimitedListener(
        Connections connections,
        Function<Request, RequestKind> kinds,
        Function<Request, BodyReader.Limits> bodies,
        int requestsPerHost,
        MemoryBudget memory) {

    RequestKind kind(Request request) {
        return kinds.apply(request);
    }

    BodyReader.Limits bodyLimits(Request request) {
        return bodies.apply(request);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import java.util.function.Function;
import org.eclipse.jetty.server.Request;

/**
 * The limits of a listener, before the listener runs.
 *
 * @param name the listener
 * @param atOnce the requests that have a thread at once
 * @param most the connections at once; further connections wait in the kernel's queue
 * @param connections the limits for connections, which close waiting connections
 * @param kinds returns the kind of a request
 * @param bodies returns the limits for the body of a request
 * @param requestsPerHost the requests of a host at once
 * @param memoryParts the part of the memory that the bodies of a caller can take: 1 for all, 2 for a half
 */
record ListenerPlan(
        ListenerName name,
        int atOnce,
        int most,
        Connections.Limits connections,
        Function<Request, RequestKind> kinds,
        Function<Request, BodyReader.Limits> bodies,
        int requestsPerHost,
        int memoryParts) {}

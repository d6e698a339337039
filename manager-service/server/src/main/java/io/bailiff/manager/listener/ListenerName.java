// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** The manager's listeners. A request names its listener in an attribute, which a client cannot set. */
enum ListenerName {
    OPERATORS,
    AGENTS,
    HEALTH;

    private static final String ATTRIBUTE = "io.bailiff.listener";

    /** Returns a customizer of Jetty that stores the name of this listener as an attribute of each request. */
    HttpConfiguration.Customizer customizer() {
        return (request, headers) -> {
            request.setAttribute(ATTRIBUTE, this);
            return request;
        };
    }

    /** Returns the listener of a request. */
    static ListenerName of(Request request) {
        return (ListenerName) request.getAttribute(ATTRIBUTE);
    }

    /** Returns true if a request has come to this listener. */
    boolean has(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) == this;
    }
}

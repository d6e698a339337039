// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.join.CallingHost;
import io.bailiff.manager.join.HostIdentity;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Separates the listeners. An endpoint for agents does not exist on the operators' listener, and no other endpoint exists on the
 * agents' listener: the answer is the same as for an unknown path. A request of an agent has to prove its host before anything reads the
 * body; the join alone needs no certificate.
 */
@Component
@ConditionalOnWebApplication
@Order(Ordered.HIGHEST_PRECEDENCE)
class ListenerFilter extends OncePerRequestFilter {

    private static final String AGENTS = "/agent/";
    private static final String RENEWAL = "/certificates";

    private final HostIdentity identity;
    private final HandlerExceptionResolver problems;

    ListenerFilter(HostIdentity identity, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.identity = identity;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            if (ListenerName.AGENTS.has(request)) {
                requireAgentPath(request);
                identify(request);
            } else if (isAgentPath(request)) {
                throw unknown(request);
            }
        } catch (NoResourceFoundException | RuntimeException refused) {
            problems.resolveException(request, response, null, refused);
            return;
        }
        chain.doFilter(request, response);
    }

    /** Compares both spellings of the path: as sent, and as the server has resolved dots and escapes. */
    private static void requireAgentPath(HttpServletRequest request) throws NoResourceFoundException {
        if (!request.getRequestURI().startsWith(AGENTS)
                || !request.getServletPath().startsWith(AGENTS)) {
            throw unknown(request);
        }
    }

    private static boolean isAgentPath(HttpServletRequest request) {
        return request.getRequestURI().startsWith(AGENTS)
                || request.getServletPath().startsWith(AGENTS);
    }

    private static NoResourceFoundException unknown(HttpServletRequest request) {
        String path = request.getRequestURI();
        return new NoResourceFoundException(
                HttpMethod.valueOf(request.getMethod()), path, path.startsWith("/") ? path.substring(1) : path);
    }

    private void identify(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (!path.equals(CallingHost.JOIN)) {
            X509Certificate shown = CallingHost.certificate(request);
            CallingHost.set(request, identity.require(shown, path.endsWith(RENEWAL)));
        }
    }
}

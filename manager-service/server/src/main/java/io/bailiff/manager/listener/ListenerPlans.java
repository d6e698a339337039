// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import io.bailiff.manager.database.Share;
import io.bailiff.manager.problem.BodySize;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.springframework.stereotype.Component;

/** Makes the limits of each listener from the settings. */
@Component
class ListenerPlans {

    /** The connections beyond the limit that closes waiting connections: while these are being closed. */
    private static final int SPARE = 64;

    private static final int UNLIMITED = Integer.MAX_VALUE;

    /** A host can take an eighth of the memory: by default 8 MB, and a report has 4 MiB at most. */
    private static final int MEMORY_PARTS = 8;

    /** The threads for requests without a certificate. Hosts that join wait for each other only, and hosts of the fleet never wait for these. */
    private static final int STRANGERS_AT_ONCE = 4;

    private static final int HEALTH_AT_ONCE = 2;
    private static final int HEALTH_QUEUE = 32;
    private static final int HEALTH_CONNECTIONS = 32;
    private static final String HEALTH = "/actuator/";

    /** The paths of the lists, of the fleet and of a host. A page has many rows, and is the longest request. */
    private static final Pattern LISTS = Pattern.compile("/api/v1/(hosts/[^/]+/)?[^/]+/?");

    private final LimitProperties limits;

    ListenerPlans(LimitProperties limits) {
        this.limits = limits;
    }

    ListenerPlan operators() {
        LimitProperties.Operators most = limits.operators();
        RequestKind health = healthKind();
        RequestKind lists = kind(most.lists(), most.queue(), Share.OPERATORS);
        RequestKind others = kind(most.requests(), most.queue(), Share.OPERATORS);
        return new ListenerPlan(
                ListenerName.OPERATORS,
                most.requests() + most.lists() + HEALTH_AT_ONCE,
                most.connections() + SPARE,
                connections(most.connections(), most.connections(), UNLIMITED, most.connections()),
                request -> path(request).startsWith(HEALTH) ? health : isList(request) ? lists : others,
                request -> body(BodySize.of(path(request))),
                UNLIMITED,
                1);
    }

    ListenerPlan agents() {
        LimitProperties.Agents most = limits.agents();
        RequestKind hosts = kind(most.requests(), most.queue(), Share.AGENTS);
        RequestKind strangers = kind(STRANGERS_AT_ONCE, most.strangers(), Share.AGENTS);
        return new ListenerPlan(
                ListenerName.AGENTS,
                most.requests() + STRANGERS_AT_ONCE,
                most.connections() + SPARE,
                connections(
                        most.strangers(),
                        most.strangersPerAddress(),
                        most.connectionsPerSecond(),
                        most.connectionsPerHost()),
                request -> Caller.of(request).host() ? hosts : strangers,
                // A caller without a certificate can only join.
                request -> body(Caller.of(request).host() ? BodySize.of(path(request)) : BodySize.USUAL),
                most.requestsPerHost(),
                MEMORY_PARTS);
    }

    ListenerPlan health() {
        RequestKind health = healthKind();
        return new ListenerPlan(
                ListenerName.HEALTH,
                HEALTH_AT_ONCE,
                HEALTH_CONNECTIONS + SPARE,
                connections(HEALTH_CONNECTIONS, HEALTH_CONNECTIONS, UNLIMITED, HEALTH_CONNECTIONS),
                request -> health,
                request -> body(0),
                UNLIMITED,
                1);
    }

    private RequestKind healthKind() {
        return kind(HEALTH_AT_ONCE, HEALTH_QUEUE, Share.HEALTH);
    }

    private RequestKind kind(int atOnce, int queue, Share share) {
        return new RequestKind(new Admission(atOnce, queue, limits.queueTime().toMillis()), share);
    }

    private Connections.Limits connections(int strangers, int perAddress, int perSecond, int perHost) {
        return new Connections.Limits(
                strangers,
                perAddress,
                perSecond,
                perHost,
                limits.headTime(),
                limits.idleTime().plus(limits.headTime()));
    }

    private BodyReader.Limits body(int size) {
        return new BodyReader.Limits(
                size + 1, limits.bodyTime().toMillis(), limits.bodyRate().toBytes());
    }

    private static boolean isList(Request request) {
        return HttpMethod.GET.is(request.getMethod()) && isListPath(path(request));
    }

    static boolean isListPath(String path) {
        return LISTS.matcher(path).matches();
    }

    private static String path(Request request) {
        String path = request.getHttpURI().getCanonicalPath();
        return path == null ? "" : path;
    }
}

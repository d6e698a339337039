// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the loss and the return of the manager: a single line each, regardless of the number of failed calls in between. The first
 * rejection during a loss gets a line too, because an operator must act.
 */
final class LinkHealth {

    private static final Logger LOG = LoggerFactory.getLogger(LinkHealth.class);

    /** The kinds of calls to the manager. */
    enum Call {
        DESIRED_STATE,
        REPORT,
        RENEWAL
    }

    private enum State {
        WORKING,
        UNREACHABLE,
        REJECTED
    }

    private final URI manager;
    private final String host;
    private final Clock clock;
    private final Set<Call> failing = EnumSet.noneOf(Call.class);
    private State state = State.WORKING;
    private Instant since = Instant.EPOCH;

    /** @param host the name of the host in the fleet */
    LinkHealth(URI manager, String host, Clock clock) {
        this.manager = manager;
        this.host = host;
        this.clock = clock;
    }

    /** Notes a failed call, and logs the first failure since the calls of all kinds succeeded. */
    synchronized void failed(Call call, IOException failure) {
        failing.add(call);
        if (failure instanceof Rejection rejected) {
            if (begins(State.REJECTED)) {
                LOG.error(
                        "manager rejects the agent manager={} host={} since={} error={}: {}",
                        manager,
                        host,
                        since,
                        failure.getMessage(),
                        consequence(rejected));
            }
        } else if (begins(State.UNREACHABLE)) {
            LOG.warn(
                    "manager unreachable manager={} host={} since={} error={}: groups stay unchanged, the agent retries",
                    manager,
                    host,
                    since,
                    failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        }
    }

    /** Returns true if the failure is the first of its kind, or worse than all earlier failures. */
    private boolean begins(State failure) {
        if (state.compareTo(failure) >= 0) {
            return false;
        }
        if (state == State.WORKING) {
            since = clock.instant();
        }
        state = failure;
        return true;
    }

    /** Notes a successful call, and logs the return of the manager after the calls of all kinds succeeded. */
    synchronized void succeeded(Call call) {
        failing.remove(call);
        if (state != State.WORKING && failing.isEmpty()) {
            state = State.WORKING;
            LOG.info("manager reachable again manager={} host={} lostSince={}", manager, host, since);
        }
    }

    private String consequence(Rejection rejected) {
        return switch (rejected.status()) {
            case 401, 403 ->
                "groups stay unchanged and guarded; to join again, ask an operator for a join token, then run: bailiff-agent join "
                        + manager + " --token-file FILE";
            default ->
                "groups stay unchanged and guarded, the agent retries; compare the versions of agent and manager";
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import io.bailiff.manager.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * A parked poll. Only the first answer is sent; later answers have no effect.
 *
 * @param after the revision known to the agent
 * @param knowsLibvirtWanted the wish for streams to libvirt known to the agent; null from an agent without such streams
 * @param result the receiver of the answer
 */
record Poll(long after, @Nullable Boolean knowsLibvirtWanted, DeferredResult<ResponseEntity<DesiredState>> result) {

    private static final Logger LOG = LoggerFactory.getLogger(Poll.class);
    private static final long PACE_MILLIS = 5000;
    private static final int REPLACED_SECONDS = 5;

    /** Answers with the desired state, unless the agent has the same revision and the same wish for libvirt already. */
    void answer(DesiredState state) {
        if (state.revision() != after || isNews(state.libvirtWanted())) {
            set(ResponseEntity.ok(paced(state)));
        }
    }

    /** Answers without a state if the agent has another wish for streams to libvirt. */
    void withoutOrders(boolean libvirtWanted) {
        if (isNews(libvirtWanted)) {
            set(ResponseEntity.noContent()
                    .header(DesiredState.LIBVIRT_HEADER, Boolean.toString(libvirtWanted))
                    .build());
        }
    }

    private boolean isNews(boolean libvirtWanted) {
        return knowsLibvirtWanted != null && knowsLibvirtWanted != libvirtWanted;
    }

    /** Answers with 204 when the hold time is over. */
    void nothingNew() {
        set(ResponseEntity.noContent().build());
    }

    /** Answers with 503 because the manager is stopping: the agent shall retry after 1 s. */
    void stopping() {
        set(ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .build());
    }

    /** Answers with 429 because the host has sent another poll: two agents with the same certificate shall not poll in a tight loop. */
    void replaced() {
        fail(Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "poll-replaced",
                        "The host has sent another poll",
                        "A host has one poll at a time, and a newer poll of this host has arrived",
                        "Check that only one agent runs with the certificate of this host.")
                .with(Problem.RETRY_AFTER_SECONDS, REPLACED_SECONDS)
                .exception());
    }

    /**
     * Adds a pause of 5 s before the next poll if the agent knows a higher revision than the manager ever made. The agent gets the true
     * state, but not in a tight loop.
     */
    private DesiredState paced(DesiredState state) {
        return state.revision() >= after
                ? state
                : new DesiredState(
                        state.revision(),
                        state.orders(),
                        state.refusals(),
                        PACE_MILLIS,
                        state.answers(),
                        state.acknowledgedHealth(),
                        state.libvirtWanted());
    }

    private void fail(Exception refused) {
        try {
            result.setErrorResult(refused);
        } catch (IllegalStateException connectionEnded) {
            LOG.debug("poll ended before the answer: the agent polls again", connectionEnded);
        }
    }

    private void set(ResponseEntity<DesiredState> answer) {
        try {
            result.setResult(answer);
        } catch (IllegalStateException connectionEnded) {
            LOG.debug("poll ended before the answer: the agent polls again", connectionEnded);
        }
    }

    /** Compares identity: two polls with the same revision are different polls. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

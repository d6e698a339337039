package io.bailiff.manager.agent;

import io.bailiff.agent.api.DesiredState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * One poll. It is answered once; whoever comes second does nothing.
 *
 * @param after the revision that the agent has
 * @param result where the answer goes
 */
record Poll(long after, DeferredResult<ResponseEntity<DesiredState>> result) {

    private static final Logger LOG = LoggerFactory.getLogger(Poll.class);
    private static final long PACE_MILLIS = 5000;

    /** Answers if this is not what the agent has. */
    void answer(DesiredState state) {
        if (state.revision() != after) {
            set(ResponseEntity.ok(paced(state)));
        }
    }

    /** Its time is up. */
    void nothingNew() {
        set(ResponseEntity.noContent().build());
    }

    /** The manager is about to end: the agent shall come again later. */
    void stopping() {
        set(ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .build());
    }

    /** An agent that knows a revision that was never made is shown what is true, but not over and over. */
    private DesiredState paced(DesiredState state) {
        return state.revision() > after
                ? state
                : new DesiredState(state.revision(), state.orders(), state.refusals(), PACE_MILLIS);
    }

    private void set(ResponseEntity<DesiredState> answer) {
        try {
            result.setResult(answer);
        } catch (IllegalStateException connectionEnded) {
            LOG.debug("A poll ended while it was answered; its agent asks again", connectionEnded);
        }
    }

    /** Each is itself only: two polls with the same revision are two. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

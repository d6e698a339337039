// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.audit.Timeline;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The operators' acknowledgements of health events. Each acknowledgement makes a new revision of the host's desired state, and stays until
 * the agent does not report the event any more.
 */
@Component
public class HealthAcknowledgements {

    private static final int LONGEST_TEXT = 1000;

    private final HealthAcknowledgementStore store;
    private final Orders orders;
    private final Timeline timeline;
    private final Clock clock;

    HealthAcknowledgements(HealthAcknowledgementStore store, Orders orders, Timeline timeline, Clock clock) {
        this.store = store;
        this.orders = orders;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** Returns the acknowledgements on the way to the agent. */
    @Transactional(readOnly = true)
    public List<HealthAcknowledgement> of(UUID host) {
        return store.of(host);
    }

    /**
     * Acknowledges events. A further defect of the function is another event.
     *
     * @param actor the operator, as in the record
     * @return the acknowledgements, in the order of the events
     */
    @Transactional
    public List<HealthAcknowledgement> acknowledge(UUID host, List<HealthEvent> events, String actor, String reason) {
        orders.nextRevision(host);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<HealthAcknowledgement> given = events.stream()
                .map(event -> new HealthAcknowledgement(event.id(), event.function(), actor, reason, now))
                .toList();
        given.forEach(acknowledgement -> store.put(host, acknowledgement));
        for (HealthEvent event : events) {
            timeline.add(
                    host,
                    "function-health-acknowledged",
                    actor,
                    "Acknowledged: " + Printable.text(event.sentence(), LONGEST_TEXT) + ". Reason: " + reason);
        }
        return given;
    }

    /** Removes the acknowledgements of all events except the given events. The host gets no new revision: the agent need not learn of this. */
    @Transactional
    public void retain(UUID host, Collection<String> reported) {
        store.retain(host, reported);
    }
}

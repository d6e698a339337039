// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.fleet;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.Printable;
import io.bailiff.manager.agent.HealthAcknowledgements;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.audit.Timeline;
import io.bailiff.manager.host.Hosts;
import io.bailiff.manager.host.ReportTaken;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes new health events to the record of the host, and to the timeline of the assignment that has the function. */
@Component
class HealthRecorder {

    private static final int LONGEST_TEXT = 1000;
    private static final String KIND = "function-health";

    private final Hosts hosts;
    private final Assignments assignments;
    private final HealthAcknowledgements acknowledgements;
    private final Timeline timeline;

    HealthRecorder(Hosts hosts, Assignments assignments, HealthAcknowledgements acknowledgements, Timeline timeline) {
        this.hosts = hosts;
        this.assignments = assignments;
        this.acknowledgements = acknowledgements;
        this.timeline = timeline;
    }

    /** Records the new events in the transaction that takes the report, and drops the acknowledgements that the agent has applied. */
    @EventListener
    void reported(ReportTaken taken) {
        if (taken.healthAsBefore()) {
            return;
        }
        acknowledgements.retain(
                taken.host(),
                taken.report().health().stream().map(HealthEvent::id).toList());
        if (taken.newHealth().isEmpty()) {
            return;
        }
        String host = hosts.name(taken.host());
        List<Assignment> live = assignments.liveOn(taken.host());
        for (HealthEvent event : taken.newHealth()) {
            String text = text(host, event);
            timeline.add(taken.host(), KIND, "agent of " + host, text);
            live.stream()
                    .filter(assignment -> has(assignment, event))
                    .forEach(assignment ->
                            timeline.add(taken.host(), assignment.id(), null, KIND, "agent of " + host, text));
        }
    }

    private static boolean has(Assignment assignment, HealthEvent event) {
        return assignment.members().stream().anyMatch(member -> member.address().equals(event.function()));
    }

    private static String text(String host, HealthEvent event) {
        return Printable.text(event.sentence(), LONGEST_TEXT) + ". The function is not lent again before "
                + HealthController.acknowledgement(host, event.function());
    }
}

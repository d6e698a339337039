// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.health.HealthBook;
import io.bailiff.agent.link.ObservedHost.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Composes the reports of an agent process. Each report has a higher sequence number than the report before. */
final class ReportComposer {

    /**
     * The constant facts in all reports of an agent process.
     *
     * @param start the start of the process
     * @param bootId the id of the host's boot
     * @param kernelRelease the release of the host's kernel
     * @param behaviour the kernel's reaction to a host driver in a group in use
     */
    record Origin(AgentStart start, String bootId, String kernelRelease, ConflictBehaviour behaviour) {}

    /** The largest number of unknowns in a report, so that the size of a report stays bounded. */
    private static final int MOST_UNKNOWNS = 100;

    /** The largest number of health events in a report. */
    private static final int MOST_EVENTS = 500;

    private final Origin origin;
    private final ObservedHost observed;
    private final OrderOutcomes outcomes;
    private final Guard guard;
    private final HealthBook health;
    private final Clock clock;
    private long sequence;

    ReportComposer(
            Origin origin, ObservedHost observed, OrderOutcomes outcomes, Guard guard, HealthBook health, Clock clock) {
        this.origin = origin;
        this.observed = observed;
        this.outcomes = outcomes;
        this.guard = guard;
        this.health = health;
        this.clock = clock;
    }

    /** Returns the start of the process. */
    AgentStart start() {
        return origin.start();
    }

    /** Returns the present time by the host's clock. */
    Instant now() {
        return clock.instant();
    }

    /** Returns the next report: the host as it was last read, the orders, the guard and all claims. */
    HostReport next() {
        Snapshot seen = observed.last();
        List<HealthEvent> events = health.known().events();
        return new HostReport(
                origin.start().get(),
                ++sequence,
                clock.instant(),
                origin.bootId(),
                origin.kernelRelease(),
                origin.behaviour(),
                seen.groups(),
                seen.ungrouped(),
                outcomes.all(),
                seen.revision(),
                guard.report(),
                guard.claims(),
                problems(seen, events.size()),
                seen.unknowns().all().stream().limit(MOST_UNKNOWNS).toList(),
                seen.unknowns().answers(),
                events.stream().limit(MOST_EVENTS).toList());
    }

    private static List<String> problems(Snapshot seen, int events) {
        List<String> problems = new ArrayList<>(seen.problems());
        int unknowns = seen.unknowns().all().size();
        if (unknowns > MOST_UNKNOWNS) {
            problems.add("The host has " + unknowns + " unknowns, and the report has the first " + MOST_UNKNOWNS
                    + ": run bailiff-agent unknowns on the host");
        }
        if (events > MOST_EVENTS) {
            problems.add("The host has " + events + " health events, and the report has the first " + MOST_EVENTS
                    + ": run bailiff-agent doctor on the host");
        }
        return problems;
    }
}

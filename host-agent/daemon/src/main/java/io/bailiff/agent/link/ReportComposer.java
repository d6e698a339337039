// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.link.ObservedHost.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

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
    record Origin(Instant start, String bootId, String kernelRelease, ConflictBehaviour behaviour) {}

    /** The largest number of unknowns in a report, so that the size of a report stays bounded. */
    private static final int MOST_UNKNOWNS = 100;

    private final Origin origin;
    private final ObservedHost observed;
    private final OrderOutcomes outcomes;
    private final Guard guard;
    private final Clock clock;
    private long sequence;

    ReportComposer(Origin origin, ObservedHost observed, OrderOutcomes outcomes, Guard guard, Clock clock) {
        this.origin = origin;
        this.observed = observed;
        this.outcomes = outcomes;
        this.guard = guard;
        this.clock = clock;
    }

    /** Returns the next report: the host as it was last read, the orders, the guard and the claims. */
    HostReport next() {
        Snapshot seen = observed.last();
        return new HostReport(
                origin.start(),
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
                problems(seen),
                seen.unknowns().all().stream().limit(MOST_UNKNOWNS).toList(),
                seen.unknowns().answers());
    }

    private static List<String> problems(Snapshot seen) {
        int unknowns = seen.unknowns().all().size();
        return unknowns <= MOST_UNKNOWNS
                ? seen.problems()
                : Stream.concat(
                                seen.problems().stream(),
                                Stream.of("The host has " + unknowns + " unknowns, and the report has the first "
                                        + MOST_UNKNOWNS + ": run bailiff-agent unknowns on the host"))
                        .toList();
    }
}

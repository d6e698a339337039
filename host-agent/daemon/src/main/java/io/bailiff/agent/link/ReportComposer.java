package io.bailiff.agent.link;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.guard.Guard;
import io.bailiff.agent.link.ObservedHost.Snapshot;
import java.time.Clock;
import java.time.Instant;

/** Composes the reports of one agent process, each with a higher sequence number than the one before. */
final class ReportComposer {

    /**
     * What stays the same in all reports of one agent process.
     *
     * @param start when the process started
     * @param bootId the host's boot
     * @param kernelRelease its kernel
     * @param behaviour what that does about conflicts
     */
    record Origin(Instant start, String bootId, String kernelRelease, ConflictBehaviour behaviour) {}

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
                seen.problems());
    }
}

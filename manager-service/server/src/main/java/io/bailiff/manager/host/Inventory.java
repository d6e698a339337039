package io.bailiff.manager.host;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a host's agent last said of it. Never guessed, and true of the moment that it names, not of now.
 *
 * @param report the report
 * @param receivedAt when it came, by the manager's clock
 */
public record Inventory(HostReport report, Instant receivedAt) {

    /** The group with this fingerprint. */
    public Optional<IommuGroupReport> group(GroupFingerprint fingerprint) {
        return report.groups().stream()
                .filter(group -> group.fingerprint().equals(fingerprint))
                .findFirst();
    }

    /** The group that this function is in. */
    public Optional<IommuGroupReport> groupOf(PciAddress address) {
        return report.groups().stream()
                .filter(group -> group.members().stream()
                        .anyMatch(member -> member.address().equals(address)))
                .findFirst();
    }

    /** What became of an order. */
    public Optional<OrderOutcome> outcome(@Nullable String operationId) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.operationId().equals(operationId))
                .findFirst();
    }

    /** Whether the agent knew this revision of the desired state when it looked at the host. */
    public boolean knows(long revision) {
        return report.appliedRevision() >= revision;
    }

    /** Whether something is not as an earlier report said that anybody may be waiting for. */
    boolean tellsMoreThan(Inventory earlier) {
        HostReport before = earlier.report();
        return !before.bootId().equals(report.bootId())
                || !before.outcomes().equals(report.outcomes())
                || !before.groups().equals(report.groups())
                || before.appliedRevision() != report.appliedRevision();
    }
}

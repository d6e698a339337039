// SPDX-License-Identifier: Apache-2.0
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
 * The last report of a host's agent. The report contains no guesses and is true at the time of observation, not now.
 *
 * @param report the report
 * @param receivedAt when the report arrived, by the manager's clock
 */
public record Inventory(HostReport report, Instant receivedAt) {

    /** Returns the group with this fingerprint. */
    public Optional<IommuGroupReport> group(GroupFingerprint fingerprint) {
        return report.groups().stream()
                .filter(group -> group.fingerprint().equals(fingerprint))
                .findFirst();
    }

    /** Returns the group of this function. */
    public Optional<IommuGroupReport> groupOf(PciAddress address) {
        return report.groups().stream()
                .filter(group -> group.members().stream()
                        .anyMatch(member -> member.address().equals(address)))
                .findFirst();
    }

    /** Returns the reported outcome of an order, by the operation id. */
    public Optional<OrderOutcome> outcome(@Nullable String operationId) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.operationId().equals(operationId))
                .findFirst();
    }

    /** Returns true if the agent knew this revision of the desired state before reading the host. */
    public boolean knows(long revision) {
        return report.appliedRevision() >= revision;
    }

    /**
     * Returns true if the boot, an outcome, a group or the applied revision differs from an earlier report. Steps may be waiting for any of
     * these.
     */
    boolean tellsMoreThan(Inventory earlier) {
        HostReport before = earlier.report();
        return !before.bootId().equals(report.bootId())
                || !before.outcomes().equals(report.outcomes())
                || !before.groups().equals(report.groups())
                || before.appliedRevision() != report.appliedRevision();
    }
}

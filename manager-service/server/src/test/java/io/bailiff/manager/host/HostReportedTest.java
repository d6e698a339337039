// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupState;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.GuardReport;
import io.bailiff.agent.api.HostReport;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.agent.api.OrderOutcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostReportedTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final GroupFingerprint NIC = new GroupFingerprint("1".repeat(32));
    private static final GroupFingerprint NVME = new GroupFingerprint("2".repeat(32));
    private static final HostReport BEFORE = report("boot 1", 7, List.of(group(NIC), group(NVME)), List.of());

    @Test
    void aChangeOfAGroupConcernsNoOtherGroup() {
        HostReported news = after(report("boot 1", 7, List.of(inUse(NIC), group(NVME)), List.of()));
        assertThat(news.concerns(NIC, null, false)).isTrue();
        assertThat(news.concerns(NVME, null, false)).isFalse();
    }

    @Test
    void anUnreportedGroupIsConcerned() {
        HostReported news = after(report("boot 1", 7, List.of(group(NIC)), List.of()));
        assertThat(news.concerns(NVME, null, false)).isTrue();
    }

    @Test
    void anOutcomeConcernsTheWaiterForItsOperation() {
        OrderOutcome done = new OrderOutcome("op-1", OrderOutcome.Status.DONE, "", NOW);
        HostReported news = after(report("boot 1", 7, BEFORE.groups(), List.of(done)));
        assertThat(news.concerns(NIC, "op-1", false)).isTrue();
        assertThat(news.concerns(NIC, "op-2", false)).isFalse();
        assertThat(news.concerns(NIC, null, false)).isFalse();
    }

    @Test
    void aNewRevisionConcernsAWaiterForARevision() {
        HostReported news = after(report("boot 1", 8, BEFORE.groups(), List.of()));
        assertThat(news.concerns(NIC, "op-1", true)).isTrue();
        assertThat(news.concerns(NIC, "op-1", false)).isFalse();
    }

    @Test
    void aBootConcernsAllGroups() {
        HostReported news = after(report("boot 2", 7, BEFORE.groups(), List.of()));
        assertThat(news.concerns(NIC, null, false)).isTrue();
        assertThat(news.concerns(NVME, null, false)).isTrue();
    }

    private static HostReported after(HostReport now) {
        return HostReported.after(new UUID(0, 1), BEFORE, now);
    }

    private static IommuGroupReport group(GroupFingerprint fingerprint) {
        return group(fingerprint, GroupUse.State.FREE);
    }

    private static IommuGroupReport inUse(GroupFingerprint fingerprint) {
        return group(fingerprint, GroupUse.State.IN_USE);
    }

    private static IommuGroupReport group(GroupFingerprint fingerprint, GroupUse.State use) {
        return new IommuGroupReport(
                1,
                fingerprint,
                GroupState.DETACHED,
                new GroupUse(use, List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                List.of());
    }

    private static HostReport report(
            String boot, long revision, List<IommuGroupReport> groups, List<OrderOutcome> outcomes) {
        return new HostReport(
                NOW,
                1,
                NOW,
                boot,
                "6.1.0-56-amd64",
                ConflictBehaviour.REFUSES,
                groups,
                List.of(),
                outcomes,
                revision,
                new GuardReport(GuardReport.Policy.HOLD, true, "nothing", List.of()),
                List.of(),
                List.of());
    }
}

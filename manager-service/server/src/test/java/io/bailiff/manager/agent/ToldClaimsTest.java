// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ToldClaimsTest {

    private final ToldClaims told = new ToldClaims();
    private final UUID host = UUID.randomUUID();

    @Test
    void aWaitingClaimIsNewUntilItsReportIsTaken() {
        List<ClaimReport> claims = List.of(claim("a", Status.HELD));
        assertThat(told.haveNews(host, claims)).isTrue();
        told.taken(host, claims);
        assertThat(told.haveNews(host, claims)).isFalse();
        assertThat(told.haveNews(UUID.randomUUID(), claims))
                .as("of another host")
                .isTrue();
    }

    @Test
    void aSecondClaimIsNewBesideAKnownClaim() {
        told.taken(host, List.of(claim("a", Status.HELD)));
        assertThat(told.haveNews(host, List.of(claim("a", Status.HELD), claim("b", Status.STANDING))))
                .isTrue();
    }

    @Test
    void theEndOfAClaimIsNotUrgent() {
        assertThat(told.haveNews(host, List.of(claim("a", Status.WITHDRAWN)))).isFalse();
        assertThat(told.haveNews(host, List.of())).isFalse();
    }

    private static ClaimReport claim(String id, Status status) {
        return new ClaimReport(
                id,
                ClaimReport.Kind.BIND,
                List.of(new GroupFingerprint("0123456789abcdef".repeat(2))),
                PciAddress.parse("0000:03:00.0"),
                "/sys/bus/pci/drivers/nvme/bind",
                "bind a function to nvme",
                null,
                status,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}

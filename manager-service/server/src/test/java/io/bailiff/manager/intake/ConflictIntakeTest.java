// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.Fleet;
import io.bailiff.manager.Managers;
import io.bailiff.manager.RunningManager;
import io.bailiff.manager.TestDatabase;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.assignment.Assignments;
import io.bailiff.manager.claim.Claim;
import io.bailiff.manager.claim.ClaimStore;
import io.bailiff.manager.conflict.ClaimRequest;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class ConflictIntakeTest {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aClaimThatHasBeenWithdrawnSinceItWasReadOpensNoConflict(TestDatabase database) throws IOException {
        RunningManager manager = Managers.on(database);
        try (Fleet fleet = new Fleet(manager)) {
            String id = fleet.active(Fleet.NIC_0);
            // On a group that is not lent, so that nobody else files it.
            String held = fleet.agent().hold(Fleet.NVME);
            Claim seen = manager.bean(ClaimStore.class)
                    .find(UUID.fromString(fleet.claims().get(0).get("id").asString()))
                    .orElseThrow();
            assertThat(seen.waits()).isTrue();
            fleet.agent().withdraw(held);

            Assignment assignment = manager.bean(Assignments.class).get(UUID.fromString(id));
            ClaimRequest request = HostClaimRequest.first(
                    manager.bean(ClaimStore.class), seen, seen.groups().get(0).group());
            assertThat(manager.bean(ConflictIntake.class).attempt(assignment, request))
                    .isEmpty();

            assertThat(fleet.conflicts()).isEmpty();
            assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        }
    }
}

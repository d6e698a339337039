// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.ClaimReport.Status;
import io.bailiff.manager.Fleet;
import io.bailiff.manager.Managers;
import io.bailiff.manager.RunningManager;
import io.bailiff.manager.TestDatabase;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class ConflictStoreTest {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whoeverHasSeenAnOlderConflictDoesNotChangeIt(TestDatabase database) throws IOException {
        RunningManager manager = Managers.on(database);
        ConflictStore conflictStore = manager.bean(ConflictStore.class);
        try (Fleet fleet = new Fleet(manager)) {
            fleet.active(Fleet.NIC_0);
            // A conflict that was over when it began: the manager does not change it meanwhile.
            fleet.agent().claim(Kind.UNBIND, Status.DENIED, Fleet.NIC_0);
            UUID id = UUID.fromString(fleet.conflicts().get(0).get("id").asString());
            Conflict seen = conflictStore.find(id).orElseThrow();

            assertThat(conflictStore.note(seen, row -> row.domainInstance("first")))
                    .isTrue();
            assertThat(conflictStore.note(seen, row -> row.domainInstance("second")))
                    .isFalse();
            conflictStore.problem(seen, "third");
            // Those that do not begin in the state that was seen, too: that state is past.
            assertThat(Transition.values())
                    .noneMatch(transition -> conflictStore.move(seen, transition, row -> {}, "fourth"));

            Conflict now = conflictStore.find(id).orElseThrow();
            assertThat(now.ladder().domainInstance()).isEqualTo("first");
            assertThat(now.problem()).isNull();
            assertThat(now.epoch()).isEqualTo(seen.epoch() + 1);
        }
    }
}

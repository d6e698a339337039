// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiff.manager.Fleet;
import io.bailiff.manager.Managers;
import io.bailiff.manager.RunningManager;
import io.bailiff.manager.TestDatabase;
import io.bailiff.manager.api.AssignmentState;
import io.bailiff.manager.audit.Entry;
import io.bailiff.manager.audit.Timeline;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Execution(ExecutionMode.CONCURRENT)
class AssignmentStoreTest {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aChangeOfAnOutdatedAssignmentDoesNothing(TestDatabase database) throws IOException {
        RunningManager manager = Managers.on(database);
        AssignmentStore assignmentStore = manager.bean(AssignmentStore.class);
        try (Fleet fleet = new Fleet(manager)) {
            fleet.nvme().detaching(io.bailiff.manager.FakeGroup.Move.HANGS);
            UUID id = UUID.fromString(fleet.lendNvme());
            fleet.awaitState(id.toString(), "DETACHING");
            Assignment seen = assignmentStore.find(id).orElseThrow();
            int before = manager.bean(Timeline.class).ofAssignment(id).size();

            assertThat(assignmentStore.note(seen, row -> row.reason = "first", Entry.own("test", "first")))
                    .isTrue();
            assertThat(assignmentStore.note(seen, row -> row.reason = "second", Entry.own("test", "second")))
                    .isFalse();
            // Those that do not begin in the state that was seen, too: that state is past.
            assertThat(Transition.values()).noneMatch(transition -> assignmentStore.move(seen, transition, row -> {}));

            Assignment now = assignmentStore.find(id).orElseThrow();
            assertThat(now.progress().reason()).isEqualTo("first");
            assertThat(now.state()).isEqualTo(AssignmentState.DETACHING);
            assertThat(now.epoch()).isEqualTo(seen.epoch() + 1);
            assertThat(manager.bean(Timeline.class).ofAssignment(id)).hasSize(before + 1);
        }
    }

    @Test
    void aTransitionOutsideTheTableIsRejected() throws IOException {
        RunningManager manager = Managers.on(TestDatabase.H2);
        AssignmentStore assignmentStore = manager.bean(AssignmentStore.class);
        try (Fleet fleet = new Fleet(manager)) {
            String id = fleet.active(Fleet.NIC_0);
            Assignment seen = assignmentStore.find(UUID.fromString(id)).orElseThrow();
            assertThatThrownBy(() -> assignmentStore.move(seen, Transition.END_RELEASED, row -> {}))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> assignmentStore.move(
                            seen, Transition.RELEASE, row -> {}, Entry.own("group-free", "of another")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(fleet.state(id)).isEqualTo("ACTIVE");
        }
    }

    @Test
    void aMemberThatIsLentInAGroupOfAnotherFingerprintIsNotLentTwice() throws IOException {
        // The group has got another member since: its fingerprint is another one, but the function is the same.
        RunningManager manager = Managers.on(TestDatabase.H2);
        try (Fleet fleet = new Fleet(manager)) {
            String id = fleet.active(Fleet.NIC_0, Fleet.NIC_1);
            fleet.nic().endpoint("0000:02:01.2", "e1000").in(io.bailiff.agent.api.GroupState.WITH_HOST);
            fleet.web().end();
            fleet.agent().lookAgain();
            io.bailiff.manager.Rest.Answer answer =
                    fleet.rest().post("/api/v1/assignments", fleet.loan(Fleet.NIC_0, Fleet.NIC_1));
            assertThat(answer.problem()).as(answer.toString()).isEqualTo("already-lent");
            assertThat(answer.body().get("assignment").asString()).isEqualTo(id);
        }
    }
}

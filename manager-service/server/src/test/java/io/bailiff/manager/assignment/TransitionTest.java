// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import static io.bailiff.manager.api.AssignmentState.ACTIVE;
import static io.bailiff.manager.api.AssignmentState.ATTACHING;
import static io.bailiff.manager.api.AssignmentState.DETACHING;
import static io.bailiff.manager.api.AssignmentState.EVICTED;
import static io.bailiff.manager.api.AssignmentState.EVICTING;
import static io.bailiff.manager.api.AssignmentState.FAILED;
import static io.bailiff.manager.api.AssignmentState.LOST;
import static io.bailiff.manager.api.AssignmentState.REATTACHING;
import static io.bailiff.manager.api.AssignmentState.RELEASED;
import static io.bailiff.manager.api.AssignmentState.RELEASING;
import static io.bailiff.manager.api.AssignmentState.REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.api.AssignmentState;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TransitionTest {

    @Test
    void thePathOfALoanIsInTheTable() {
        assertPath(REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING, REATTACHING, RELEASED);
        assertPath(REQUESTED, DETACHING, ATTACHING, ACTIVE, EVICTING, REATTACHING, EVICTED);
        assertPath(REQUESTED, FAILED);
        assertPath(REQUESTED, DETACHING, FAILED);
        assertPath(DETACHING, REATTACHING, FAILED);
        assertPath(ATTACHING, RELEASING, REATTACHING, FAILED);
    }

    @Test
    void aCancelledEvictionResumesInTheFormerState() {
        assertThat(next(EVICTING))
                .containsExactlyInAnyOrder(REQUESTED, DETACHING, ATTACHING, RELEASING, REATTACHING, LOST);
        assertPath(ACTIVE, EVICTING, ATTACHING, ACTIVE);
        assertPath(ACTIVE, ATTACHING);
    }

    @Test
    void onlyEndedStatesHaveNoTransition() {
        assertThat(Arrays.stream(AssignmentState.values()).filter(AssignmentState::ended))
                .containsExactly(RELEASED, FAILED, EVICTED, LOST);
    }

    @Test
    void everyStateIsReachedAndEveryLiveOneCanEnd() {
        assertThat(reachable(REQUESTED)).containsExactlyInAnyOrder(AssignmentState.values());
        for (AssignmentState state : AssignmentState.values()) {
            assertThat(reachable(state)).anyMatch(AssignmentState::ended);
        }
    }

    @Test
    void aGroupInAGuestIsReattachedOnlyAfterItsRelease() {
        for (AssignmentState state : List.of(ATTACHING, ACTIVE)) {
            assertThat(next(state)).doesNotContain(REATTACHING, RELEASED, FAILED, EVICTED);
        }
        for (AssignmentState state : List.of(RELEASING, EVICTING)) {
            assertThat(next(state)).doesNotContain(RELEASED, FAILED, EVICTED);
        }
    }

    @Test
    void everyLiveStateBeforeReattachingCanBeEvicted() {
        for (AssignmentState state : List.of(REQUESTED, DETACHING, ATTACHING, ACTIVE, RELEASING)) {
            assertThat(next(state)).contains(EVICTING);
        }
    }

    @Test
    void everyLiveAssignmentCanBeLostWithItsHost() {
        for (AssignmentState state : AssignmentState.values()) {
            assertThat(next(state).contains(LOST)).as(state.name()).isEqualTo(!state.ended());
        }
    }

    private static void assertPath(AssignmentState... path) {
        for (int i = 1; i < path.length; i++) {
            assertThat(next(path[i - 1])).as("after " + path[i - 1]).contains(path[i]);
        }
    }

    private static Set<AssignmentState> reachable(AssignmentState from) {
        Set<AssignmentState> seen = EnumSet.of(from);
        Deque<AssignmentState> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (AssignmentState next : next(open.remove())) {
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return seen;
    }

    /** Without the end by an operator's answer after a restore: the host does not have such an assignment. */
    private static Set<AssignmentState> next(AssignmentState state) {
        return Arrays.stream(Transition.values())
                .filter(transition -> transition != Transition.END_BY_ANSWER)
                .filter(transition -> transition.from().contains(state))
                .map(Transition::to)
                .collect(Collectors.toSet());
    }
}

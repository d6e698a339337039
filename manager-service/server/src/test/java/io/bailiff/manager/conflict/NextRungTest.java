// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.manager.api.ConflictState;
import io.bailiff.manager.api.Rung;
import io.bailiff.manager.policy.Policy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextRungTest {

    private static final Policy FREE = new Policy(Map.of(), Map.of(), null);
    private static final Policy STRICT = new Policy(Map.of(), Map.of(Rung.SHUTDOWN, false, Rung.DESTROY, false), null);

    @Test
    void theRungsFollowEachOther() {
        assertThat(NextRung.after(ConflictState.REQUESTING, FREE)).hasValue(ConflictState.SHUTTING_DOWN);
        assertThat(NextRung.after(ConflictState.SHUTTING_DOWN, FREE)).hasValue(ConflictState.DESTROYING);
        assertThat(NextRung.after(ConflictState.DESTROYING, FREE)).hasValue(ConflictState.FENCING);
    }

    @Test
    void aForbiddenRungIsADenial() {
        assertThat(NextRung.after(ConflictState.REQUESTING, STRICT)).hasValue(ConflictState.DENIED);
        assertThat(NextRung.after(ConflictState.SHUTTING_DOWN, STRICT)).hasValue(ConflictState.DENIED);
        assertThat(NextRung.after(ConflictState.DESTROYING, STRICT)).hasValue(ConflictState.FENCING);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConflictState.class,
            names = {"FENCING", "FENCED", "RESOLVED", "WITHDRAWN", "DENIED"})
    void nothingFollowsWithoutADeadline(ConflictState state) {
        assertThat(NextRung.after(state, FREE)).isEmpty();
    }
}

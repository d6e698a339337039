// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bailiff.manager.api.ConflictState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransitionTest {

    @Test
    void theDocumentHasTheTableAsItIs() throws IOException {
        String document = Files.readString(Path.of("../../docs/conflicts.md"));
        assertThat(document).contains(table());
    }

    private static String table() {
        return Arrays.stream(Transition.values())
                .map(TransitionTest::row)
                .collect(Collectors.joining(
                        "\n",
                        "| in | when | it becomes | what is done then | in the timeline |\n|---|---|---|---|---|\n",
                        "\n"));
    }

    private static String row(Transition transition) {
        return "| " + names(transition.from()) + " | " + transition.when() + " | "
                + (transition.to() == null ? "" : "`" + transition.to() + "`") + " | " + transition.then() + " | `"
                + transition.recordKind() + "` |";
    }

    private static String names(Set<ConflictState> states) {
        return new TreeSet<>(states).stream().map(state -> "`" + state + "`").collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @EnumSource(ConflictState.class)
    void nothingHappensToAConflictThatIsOver(ConflictState state) {
        assertThat(Transition.next(state).isEmpty()).isEqualTo(state.ended());
        for (Transition transition : Transition.values()) {
            if (!transition.leaves(state)) {
                assertThatIllegalStateException().isThrownBy(() -> transition.from(state));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ConflictState.class)
    void everyOpenConflictCanEnd(ConflictState state) {
        assertThat(state.ended() || reaches(state, new TreeSet<>())).isTrue();
    }

    private static boolean reaches(ConflictState state, Set<ConflictState> seen) {
        return state == ConflictState.RESOLVED
                || (seen.add(state) && Transition.next(state).stream().anyMatch(next -> reaches(next, seen)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionEvaluationListener;
import org.junit.jupiter.api.Test;

class TestPausesTest {

    @Test
    void aWaitingTestPollsOftenAtFirstAndRarelyLater() {
        List<Duration> pauses = new ArrayList<>();
        ConditionEvaluationListener<Integer> listener = look -> pauses.add(look.getPollInterval());

        Awaitility.await().conditionEvaluationListener(listener).until(pauses::size, size -> size == 7);

        assertEquals(
                Stream.of(0, 20, 40, 80, 160, 320, 320).map(Duration::ofMillis).toList(), pauses.subList(0, 7));
    }
}

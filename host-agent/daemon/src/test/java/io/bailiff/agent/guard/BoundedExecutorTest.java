// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {

    /** The threads that were asked for; a test runs each by itself. */
    private final Deque<Runnable> threads = new ArrayDeque<>();

    private final List<Integer> done = new ArrayList<>();
    private final BoundedExecutor executor = new BoundedExecutor(threads::add, 2);

    @Test
    void noMoreThreadsThanAllowedAreAskedFor() {
        execute(5);

        assertThat(threads).hasSize(2);
    }

    @Test
    void oneThreadDoesAllWaitingWorkInOrder() {
        execute(5);
        threads.remove().run();

        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void afterAllWorkIsDoneNewWorkGetsThreadsAgain() {
        execute(5);
        threads.remove().run();
        threads.remove().run();
        execute(5);

        assertThat(threads).hasSize(2);
    }

    @Test
    void workThatFailsDoesNotStopTheWorkAfterIt() {
        executor.execute(() -> {
            throw new IllegalStateException("a defect");
        });
        execute(1);
        threads.remove().run();

        assertThat(done).containsExactly(0);
    }

    private void execute(int count) {
        for (int number = 0; number < count; number++) {
            int work = number;
            executor.execute(() -> done.add(work));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which opener is admitted when, without a kernel. The request of an opener has the number of the opener's thread. */
class WriterQueueTest {

    private static final long LOWER = 1;
    private static final long TOP = 2;
    private static final long NEXT = 3;
    private static final long LATE = 4;

    private final List<String> actions = new ArrayList<>();
    private final Map<Long, OpenCover> admitted = new HashMap<>();
    private WriterQueue queue;
    private long now = 1;

    @BeforeEach
    void cover() {
        queue = new WriterQueue(
                new WriterQueue.Actions() {
                    @Override
                    public OpenCover admit(Opener opener) {
                        actions.add("admit " + opener.thread());
                        OpenCover cover = new OpenCover(opener.node());
                        admitted.put(opener.thread(), cover);
                        return cover;
                    }

                    @Override
                    public void sendOn(Opener opener) {
                        actions.add("send on " + opener.thread());
                    }

                    @Override
                    public void replaceTop() {
                        actions.add("replace");
                    }
                },
                () -> now);
        queue.top(TOP);
    }

    @Test
    void oneWriterAtATimeIsAdmitted() {
        open(TOP, 1, 2, 3);
        close(1);
        close(2);

        assertThat(actions).containsExactly("admit 1", "admit 2", "admit 3");
    }

    @Test
    void aShortWriteReplacesNothing() {
        open(TOP, 1, 2);
        write(1);
        check(2);

        assertThat(actions).containsExactly("admit 1");
    }

    @Test
    void aWriteThatOthersWaitForReplacesTheCover() {
        open(TOP, 1, 2);
        write(1);
        check(11);

        assertThat(actions).containsExactly("admit 1", "replace");
    }

    @Test
    void aWriteThatNobodyWaitsForReplacesTheCoverLater() {
        open(TOP, 1);
        write(1);
        check(900);
        assertThat(actions).containsExactly("admit 1");
        check(100);
        assertThat(actions).containsExactly("admit 1", "replace");
    }

    @Test
    void anOpenerThatSleepsIsReplacedIfOthersWait() {
        open(TOP, 1);
        check(1000);
        assertThat(actions).containsExactly("admit 1");
        open(TOP, 2);
        check(11);

        assertThat(actions).containsExactly("admit 1", "replace");
    }

    @Test
    void manyShortWritersReplaceNothing() {
        open(TOP, 1, 2, 3, 4);
        for (long writer = 1; writer < 4; writer++) {
            check(9);
            close(writer);
        }

        assertThat(actions).containsExactly("admit 1", "admit 2", "admit 3", "admit 4");
    }

    @Test
    void aWriterIsGivenAsMuchTimeAsTheLastReplacementTook() {
        open(TOP, 1, 2, 3);
        check(11);
        now += Duration.ofMillis(300).toNanos();
        queue.top(NEXT);
        open(NEXT, 2);
        check(290);
        assertThat(actions).endsWith("replace", "send on 2", "admit 2");
        check(11);

        assertThat(actions).endsWith("admit 2", "replace");
    }

    @Test
    void openersOfAnEarlierCoverAreSentOnOneAfterTheOther() {
        open(TOP, 1, 2, 3);
        check(11);
        open(LOWER, 4);
        queue.top(NEXT);
        assertThat(actions).containsExactly("admit 1", "replace", "send on 2");
        open(NEXT, 5);
        open(NEXT, 2);
        assertThat(actions).endsWith("send on 2", "admit 2");
        close(2);
        open(NEXT, 3);
        close(3);
        open(NEXT, 4);
        close(4);

        assertThat(actions).endsWith("send on 3", "admit 3", "send on 4", "admit 4", "admit 5");
    }

    @Test
    void nobodyOvertakesAnOpenerThatIsSentOn() {
        open(TOP, 1, 2);
        check(11);
        queue.top(NEXT);
        open(NEXT, 3);
        open(NEXT, 2);

        assertThat(actions).endsWith("send on 2", "admit 2");
    }

    @Test
    void nobodyIsSentOnTwice() {
        open(TOP, 1, 2, 3);
        check(11);
        queue.top(NEXT);
        open(NEXT, 2);
        write(2);
        check(11);
        queue.top(LATE);

        assertThat(actions).containsExactly("admit 1", "replace", "send on 2", "admit 2", "replace", "send on 3");
    }

    @Test
    void anOpenerThatDoesNotArriveIsForgotten() {
        open(TOP, 1, 2, 3);
        check(11);
        queue.top(NEXT);
        assertThat(queue.needsCheck()).isTrue();
        check(900);
        assertThat(actions).endsWith("send on 2");
        check(200);

        assertThat(actions).endsWith("send on 2", "send on 3");
    }

    @Test
    void anOpenerThatComesToTheSameCoverAgainFailsAndDelaysNobody() {
        open(TOP, 1, 2, 3);
        check(11);
        queue.top(NEXT);
        open(TOP, 2);

        assertThat(actions).endsWith("send on 2", "send on 2", "send on 3");
    }

    @Test
    void aMountThatWasLateTakesWriters() {
        open(TOP, 1, 2);
        check(11);
        queue.top(NEXT);
        open(LATE, 2);

        assertThat(actions).endsWith("send on 2", "admit 2");
    }

    @Test
    void openersOfAnUncoveredFileAreSentOn() {
        open(TOP, 1, 2);
        queue.uncover();
        open(TOP, 3);

        assertThat(actions).containsExactly("admit 1", "send on 2", "send on 3");
        assertThat(queue.needsCheck()).isFalse();
    }

    private void open(long node, long... threads) {
        for (long thread : threads) {
            queue.add(new Opener(thread, node, thread, 0, now));
        }
    }

    private void close(long thread) {
        queue.closed(cover(thread));
    }

    private void write(long thread) {
        cover(thread).writing(now);
    }

    private OpenCover cover(long thread) {
        OpenCover cover = admitted.get(thread);
        assertThat(cover).isNotNull();
        return cover;
    }

    private void check(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        queue.check();
    }
}

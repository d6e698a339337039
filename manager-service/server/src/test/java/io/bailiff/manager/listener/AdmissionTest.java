// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final long LONG = 600_000;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();

    @BeforeEach
    void start() throws Exception {
        scheduler.start();
    }

    @AfterEach
    void stop() throws Exception {
        busy.countDown();
        threads.shutdown();
        scheduler.stop();
    }

    @Test
    void aRequestBeyondTheLimitWaitsAndOneBeyondTheQueueIsRefusedAtOnce() {
        Admission admission = new Admission(1, 1, LONG);
        occupy(admission);
        take(admission, "second");
        take(admission, "third");
        assertThat(events).containsExactly("refused third");
        assertThat(admission.waiting()).isEqualTo(1);
        busy.countDown();
        await().until(() -> events.contains("handled second"));
        await().until(() -> admission.running() == 0);
        take(admission, "fourth");
        assertThat(events).containsExactly("refused third", "handled second", "handled fourth");
    }

    @Test
    void aRequestThatDoesNotBeginInTimeIsRefused() {
        Admission admission = new Admission(1, 1, 20);
        occupy(admission);
        take(admission, "late");
        await().until(() -> events.contains("refused late"));
        busy.countDown();
        await().until(() -> admission.running() == 0);
        assertThat(events).containsExactly("refused late");
    }

    @Test
    void aFailedRequestFreesItsPlace() {
        Admission admission = new Admission(1, 1, LONG);
        Admission.Work faulty = new Admission.Work() {
            @Override
            public void handle() {
                throw new IllegalStateException("a fault of an endpoint");
            }

            @Override
            public void refuse() {}
        };
        assertThatThrownBy(() -> admission.take(faulty, threads, scheduler)).isInstanceOf(IllegalStateException.class);
        assertThat(admission.running()).isZero();
        take(admission, "next");
        assertThat(events).containsExactly("handled next");
    }

    private void occupy(Admission admission) {
        threads.execute(() -> admission.take(
                new Admission.Work() {
                    @Override
                    public void handle() {
                        try {
                            busy.await();
                        } catch (InterruptedException end) {
                            Thread.currentThread().interrupt();
                        }
                    }

                    @Override
                    public void refuse() {}
                },
                threads,
                scheduler));
        await().until(() -> admission.running() == 1);
    }

    private void take(Admission admission, String name) {
        admission.take(
                new Admission.Work() {
                    @Override
                    public void handle() {
                        events.add("handled " + name);
                    }

                    @Override
                    public void refuse() {
                        events.add("refused " + name);
                    }
                },
                threads,
                scheduler);
    }
}

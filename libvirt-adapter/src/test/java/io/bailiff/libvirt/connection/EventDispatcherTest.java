// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bailiff.libvirt.Hypervisor.Subscription;
import io.bailiff.libvirt.HypervisorEvent;
import io.bailiff.libvirt.HypervisorEvent.Disconnected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventDispatcherTest {

    private static final int MANY = 1_000;

    private final EventDispatcher dispatcher = new EventDispatcher("host-a");
    private final List<HypervisorEvent> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void eventsArriveInOrderOnOneThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        dispatcher.subscribe(event -> threads.add(Thread.currentThread()));
        dispatcher.subscribe(seen::add);
        List<HypervisorEvent> posted = new ArrayList<>();
        for (int number = 0; number < MANY; number++) {
            posted.add(event(number));
            dispatcher.post(event(number));
        }

        await().untilAsserted(() -> assertThat(seen).isEqualTo(posted));
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void aListenerThatThrowsDoesNotKeepEventsFromOtherListeners() {
        dispatcher.subscribe(event -> {
            throw new IllegalStateException("on purpose");
        });
        dispatcher.subscribe(seen::add);

        dispatcher.post(event(1));
        dispatcher.post(event(2));

        await().untilAsserted(() -> assertThat(seen).containsExactly(event(1), event(2)));
    }

    @Test
    void postingDoesNotWaitForAListener() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        dispatcher.subscribe(event -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        dispatcher.subscribe(seen::add);

        dispatcher.post(event(1));
        dispatcher.post(event(2));
        assertThat(seen).isEmpty();

        hold.countDown();
        await().untilAsserted(() -> assertThat(seen).hasSize(2));
    }

    @Test
    void aListenerRegisteredTwiceGetsEventsTwiceUntilOneSubscriptionIsClosed() {
        Consumer<HypervisorEvent> listener = seen::add;
        dispatcher.subscribe(listener);
        Subscription second = dispatcher.subscribe(listener);
        dispatcher.post(event(1));
        await().untilAsserted(() -> assertThat(seen).containsExactly(event(1), event(1)));

        second.close();
        dispatcher.post(event(2));

        await().untilAsserted(() -> assertThat(seen).containsExactly(event(1), event(1), event(2)));
    }

    private static HypervisorEvent event(int number) {
        return new Disconnected(Integer.toString(number));
    }
}

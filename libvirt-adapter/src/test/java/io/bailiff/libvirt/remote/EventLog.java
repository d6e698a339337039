// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.Hypervisor;
import io.bailiff.libvirt.HypervisorEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Keeps the events of one host, in the order in which they came. */
final class EventLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<HypervisorEvent> events = new CopyOnWriteArrayList<>();
    private final Hypervisor.Subscription subscription;

    EventLog(Hypervisor host) {
        subscription = host.subscribe(events::add);
    }

    List<HypervisorEvent> all() {
        return List.copyOf(events);
    }

    void await(HypervisorEvent event) {
        await(event.toString(), event::equals);
    }

    void await(String what, Predicate<HypervisorEvent> wanted) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all()).anyMatch(wanted));
    }

    void awaitCount(Class<? extends HypervisorEvent> type, int count) {
        Awaitility.await(count + " of " + type.getSimpleName())
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(all()).filteredOn(type::isInstance).hasSizeGreaterThanOrEqualTo(count));
    }

    @Override
    public void close() {
        subscription.close();
    }
}

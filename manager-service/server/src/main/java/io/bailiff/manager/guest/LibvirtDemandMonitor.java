// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Opens and closes the connections by agents' links, as the hosts' assignments and conflicts need them. Decides nothing that is stored: a
 * connection that is missing is opened by its next use.
 */
@Component
class LibvirtDemandMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtDemandMonitor.class);

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread named = new Thread(work, "bailiff-libvirt-demand");
        named.setDaemon(true);
        return named;
    });

    private final LibvirtConnections connections;
    private final ObjectProvider<LibvirtNeeds> needs;
    private final Duration interval;
    private boolean failing;

    LibvirtDemandMonitor(
            LibvirtConnections connections, ObjectProvider<LibvirtNeeds> needs, GuestProperties properties) {
        this.connections = connections;
        this.needs = needs;
        this.interval = properties.disconnectAfter().compareTo(LONGEST_INTERVAL) < 0
                ? properties.disconnectAfter()
                : LONGEST_INTERVAL;
    }

    /** Begins after {@link LibvirtConnections} has determined the routes. */
    @EventListener
    @Order
    void begin(ApplicationReadyEvent ready) {
        Future<?> unused =
                thread.scheduleWithFixedDelay(this::adjustOrWarn, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void adjustOrWarn() {
        try {
            connections.adjust(needs.stream().toList());
            failing = false;
        } catch (RuntimeException failure) {
            if (!failing) {
                failing = true;
                LOG.warn("cannot read which libvirts are needed error={}: reading again", failure.toString());
            }
        }
    }

    /** Waits for a reading in progress, because the database is closed next. Does not interrupt: an interrupt would close an H2 database. */
    @PreDestroy
    void stop() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("the reading of the needed libvirts does not end: the manager stops without it");
        }
    }
}

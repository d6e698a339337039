// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.HealthEvent.Kind;
import io.bailiff.agent.api.PciAddress;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health events of a running agent, in memory and on disk. An event stays until an acknowledgement, across restarts of the agent and
 * of the host. Safe for any number of threads.
 */
public final class HealthBook {

    private static final Logger LOG = LoggerFactory.getLogger(HealthBook.class);

    /** The limit of events, so that a defective bus cannot fill the disk: a card with 256 functions has at most 1,536 events. */
    private static final int MOST = 5_000;

    private record Key(PciAddress function, Kind kind) {}

    private final HealthState state;
    private final String bootId;
    private final Clock clock;
    private final Map<Key, HealthEvent> events = new LinkedHashMap<>();
    private boolean unwritten;

    private HealthBook(HealthState state, String bootId, Clock clock) {
        this.state = state;
        this.bootId = bootId;
        this.clock = clock;
    }

    /**
     * Opens the book with the stored events.
     *
     * @throws IOException if the stored events cannot be read: a lost event would free a defective function
     */
    public static HealthBook open(HealthState state, String bootId, Clock clock) throws IOException {
        HealthBook book = new HealthBook(state, bootId, clock);
        state.events().forEach(event -> book.events.put(new Key(event.function(), event.kind()), event));
        book.followHost();
        return book;
    }

    /** Records a defect. A failure to write is logged, and {@link #followHost} writes again. */
    public synchronized void record(PciAddress function, Kind kind, @Nullable String detail) {
        Key key = new Key(function, kind);
        HealthEvent known = events.get(key);
        if (known == null && events.size() >= MOST) {
            LOG.error("too many health events, event dropped function={} kind={} limit={}", function, kind, MOST);
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        HealthEvent event = known == null
                ? HealthEvent.first(function, kind, now, bootId, detail)
                : known.again(now, bootId, detail);
        events.put(key, event);
        LOG.warn(
                "health event function={} kind={} count={}: the function is not lent again before an acknowledgement",
                function,
                kind,
                event.count());
        write();
    }

    /** Records a lasting defect, unless the function has an event of the kind from this boot already. Returns true if recorded. */
    public synchronized boolean recordOnce(PciAddress function, Kind kind, @Nullable String detail) {
        HealthEvent known = events.get(new Key(function, kind));
        if (known != null && known.bootId().equals(bootId)) {
            return false;
        }
        record(function, kind, detail);
        return true;
    }

    /** Removes acknowledged events. Ids of no event have no effect. Returns true if an event was removed. */
    public synchronized boolean acknowledge(Collection<String> ids) {
        boolean removed = events.values().removeIf(event -> ids.contains(event.id()));
        if (removed) {
            write();
        }
        return removed;
    }

    /** Removes the events that an operator has acknowledged on this host, and writes unwritten events. Returns true if an event was removed. */
    public synchronized boolean followHost() {
        try {
            Set<String> here = state.acknowledged();
            boolean removed = acknowledge(here);
            if (unwritten) {
                write();
            }
            return removed;
        } catch (IOException unreadable) {
            LOG.error("cannot read the acknowledged health events error={}: the events stay", unreadable.getMessage());
            return false;
        }
    }

    /** Returns the events without an acknowledgement. */
    public synchronized KnownHealth known() {
        return state.known(List.copyOf(events.values()));
    }

    private void write() {
        try {
            state.write(events.values());
            unwritten = false;
        } catch (IOException failure) {
            unwritten = true;
            LOG.error(
                    "cannot store the health events error={}: a restart of the agent now loses events",
                    failure.getMessage());
        }
    }
}

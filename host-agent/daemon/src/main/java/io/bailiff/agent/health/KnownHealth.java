// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.api.PciAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The health events of a host without an acknowledgement.
 *
 * @param events the events; empty if unreadable
 * @param file the path of the file with the events
 * @param problem the reason why the events cannot be read, or null. Any function may then have an event
 */
public record KnownHealth(
        List<HealthEvent> events, String file, @Nullable String problem) {

    public KnownHealth {
        events = List.copyOf(events);
    }

    /** Returns the events of a function. */
    public List<HealthEvent> of(PciAddress function) {
        return events.stream()
                .filter(event -> event.function().equals(function))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.health;

import io.bailiff.agent.api.HealthEvent;
import io.bailiff.agent.state.StateFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The stored health events of a host, and the acknowledgements given on the host. The agent alone writes the first file, and commands
 * alone write the second file, so that neither overwrites the other.
 */
public final class HealthState {

    private static final int SCHEMA = 1;

    /**
     * The content of the file with the events.
     *
     * @param schema the version of the format
     * @param events the events, at most one per function and kind
     */
    record Stored(int schema, List<HealthEvent> events) {
        Stored {
            events = List.copyOf(events);
        }
    }

    /**
     * The content of the file with the acknowledgements.
     *
     * @param schema the version of the format
     * @param events the ids of the acknowledged events
     */
    record Acknowledged(int schema, List<String> events) {
        Acknowledged {
            events = List.copyOf(events);
        }
    }

    private final Path file;
    private final StateStore<Stored> stored;
    private final StateStore<Acknowledged> acknowledged;

    /** @param directory the agent's state directory */
    public HealthState(Path directory, StateFiles files) {
        this.file = directory.resolve("health.json");
        this.stored = new StateStore<>(file, Stored.class, files);
        this.acknowledged = new StateStore<>(directory.resolve("health-acknowledged.json"), Acknowledged.class, files);
    }

    /** Returns the events without an acknowledgement on this host. Never fails: a failure is a part of the result. */
    public KnownHealth read() {
        try {
            Set<String> here = acknowledged();
            return known(events().stream()
                    .filter(event -> !here.contains(event.id()))
                    .toList());
        } catch (IOException unreadable) {
            return new KnownHealth(List.of(), file.toString(), unreadable.getMessage());
        }
    }

    /** Stores the acknowledgement of events. Acknowledgements of events that are no longer stored are removed. */
    public void acknowledge(Collection<String> ids) throws IOException {
        Set<String> all = new LinkedHashSet<>(acknowledged());
        all.addAll(ids);
        all.retainAll(events().stream().map(HealthEvent::id).toList());
        acknowledged.write(new Acknowledged(SCHEMA, List.copyOf(all)));
    }

    KnownHealth known(List<HealthEvent> events) {
        return new KnownHealth(events, file.toString(), null);
    }

    /** @throws IOException if the events cannot be read, or a newer agent has written the events */
    List<HealthEvent> events() throws IOException {
        return stored.read(SCHEMA, Stored::schema).map(Stored::events).orElse(List.of());
    }

    Set<String> acknowledged() throws IOException {
        return acknowledged.read().map(content -> Set.copyOf(content.events())).orElse(Set.of());
    }

    void write(Collection<HealthEvent> events) throws IOException {
        stored.write(new Stored(SCHEMA, List.copyOf(events)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a fanotify group open in another process, for a successor of the agent: always, or only while an open of the group is persisted
 * ({@link EventFiles#isKeptForPersistedOpens}). For one thread at a time.
 */
final class PersistedOpens {

    private final int group;
    private final DescriptorStore store;
    private final boolean keptAlways;
    private final Set<Long> tickets = new HashSet<>();
    /** True if another process may have the group open. */
    private boolean kept;

    private PersistedOpens(int group, DescriptorStore store, boolean keptAlways, boolean kept) {
        this.group = group;
        this.store = store;
        this.keptAlways = keptAlways;
        this.kept = kept;
    }

    /**
     * Begins to keep a group.
     *
     * @param group the descriptor of the group
     * @param inherited true if the group was kept for this agent
     */
    static PersistedOpens of(EventFiles files, int group, boolean inherited, DescriptorStore store) {
        PersistedOpens opens = new PersistedOpens(group, store, !files.isKeptForPersistedOpens(), inherited);
        if (opens.keptAlways) {
            opens.keep();
        }
        return opens;
    }

    private void keep() {
        store.keep(group);
        kept = true;
    }

    void add(long ticket) {
        tickets.add(ticket);
        if (!kept) {
            keep();
        }
    }

    boolean has(long ticket) {
        return tickets.contains(ticket);
    }

    void remove(long ticket) {
        tickets.remove(ticket);
        dropIfNotNeeded();
    }

    void removeAll() {
        tickets.clear();
    }

    /** Keeps the group no longer, if no open needs the group. */
    void dropIfNotNeeded() {
        if (kept && !keptAlways && tickets.isEmpty()) {
            store.drop();
            kept = false;
        }
    }

    /** Ends the keeping at the end of the group. */
    void end() {
        if (keptAlways) {
            store.end();
        } else {
            dropIfNotNeeded();
        }
    }

    /** Returns the name of the store for people; empty if the group is not to be kept now. */
    Optional<String> text() {
        return keptAlways || kept ? Optional.of(store.text()) : Optional.empty();
    }
}

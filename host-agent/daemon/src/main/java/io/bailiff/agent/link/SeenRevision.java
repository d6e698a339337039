package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;

/**
 * Which revision of the desired state was taken in last, over restarts. A lower one comes from a manager that has lost its
 * memory (a database put back from a backup): it may give a group away that somebody has.
 */
final class SeenRevision {

    /**
     * What is kept.
     *
     * @param hostId a host that enrols again begins anew
     * @param revision the highest that was seen
     */
    record Stored(String hostId, long revision) {}

    private final StateStore<Stored> store;
    private final String hostId;
    private long revision;

    SeenRevision(StateStore<Stored> store, String hostId) throws IOException {
        this.store = store;
        this.hostId = hostId;
        this.revision = store.read()
                .filter(stored -> stored.hostId().equals(hostId))
                .map(Stored::revision)
                .orElse(0L);
    }

    synchronized long revision() {
        return revision;
    }

    /** Whether the revision may be taken in. If it may, that is on disk when this returns. */
    synchronized boolean take(long offered) throws IOException {
        if (offered < revision) {
            return false;
        }
        if (offered > revision) {
            store.write(new Stored(hostId, offered));
            revision = offered;
        }
        return true;
    }
}

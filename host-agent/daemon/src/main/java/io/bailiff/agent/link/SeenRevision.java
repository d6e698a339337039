// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.agent.state.StateStore;
import java.io.IOException;

/**
 * The highest accepted revision of the desired state, stored across restarts. A lower revision comes from a manager with lost data,
 * such as a database restored from a backup. Such a manager may assign a group that a guest already has.
 */
final class SeenRevision {

    /**
     * The content of the file.
     *
     * @param hostId the id of the host; after a new join under another id the revision starts at 0
     * @param revision the highest accepted revision
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

    /**
     * Returns true if the offered revision is not lower than the stored revision. The accepted revision is on disk before the
     * method returns.
     *
     * @throws IOException if the revision cannot be stored; the old revision then stays in force
     */
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

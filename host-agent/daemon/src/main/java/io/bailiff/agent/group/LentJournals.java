// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The journals of the groups away from the host: being detached, detached, or being reattached. Each call reads the journals again. */
public final class LentJournals {

    private final JournalStore store;
    private final JournalsOfThisBoot journals;

    LentJournals(HostFiles files, JournalStore store) {
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
    }

    /**
     * Returns true if no group has a journal, so no group is away from the host. False means "maybe": the journals may
     * be of an earlier boot.
     */
    public boolean none() throws IOException {
        return store.groups().isEmpty();
    }

    /** @throws IOException if a journal cannot be read: an unreadable journal may be about any group */
    public List<Journal> all() throws IOException {
        List<Journal> lent = new ArrayList<>();
        for (GroupFingerprint group : store.groups()) {
            journals.read(group).ifPresent(lent::add);
        }
        return lent;
    }
}

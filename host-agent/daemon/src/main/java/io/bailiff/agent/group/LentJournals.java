package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The journals of the groups that have left the host, are leaving it or are coming back, read afresh each time. */
public final class LentJournals {

    private final JournalStore store;
    private final JournalsOfThisBoot journals;

    LentJournals(HostFiles files, JournalStore store) {
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
    }

    /** Whether there is none: no group is away from the host. If there are some, they may be of an earlier boot. */
    public boolean none() throws IOException {
        return store.groups().isEmpty();
    }

    /** @throws IOException if one of them cannot be read: it may be of any group */
    public List<Journal> all() throws IOException {
        List<Journal> lent = new ArrayList<>();
        for (GroupFingerprint group : store.groups()) {
            journals.read(group).ifPresent(lent::add);
        }
        return lent;
    }
}

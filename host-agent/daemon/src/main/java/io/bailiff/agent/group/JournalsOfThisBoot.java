// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Separates the journals of this boot from the journals of earlier boots. A journal of an earlier boot says nothing
 * about current pins, because overrides do not survive a reboot.
 */
final class JournalsOfThisBoot {

    private final Kernel kernel;
    private final JournalStore store;
    private volatile @Nullable String bootId;

    JournalsOfThisBoot(HostFiles files, JournalStore store) {
        this.kernel = new Kernel(files);
        this.store = store;
    }

    /** Returns the id of this boot. The id is read once, because an agent never runs longer than the boot. */
    String bootId() throws HostFileException {
        String known = bootId;
        if (known == null) {
            known = kernel.bootId();
            bootId = known;
        }
        return known;
    }

    /** Returns the group's journal if the journal is of this boot. Changes nothing. */
    Optional<Journal> read(GroupFingerprint fingerprint) throws JournalException, HostFileException {
        String now = bootId();
        return store.read(fingerprint).filter(journal -> journal.bootId().equals(now));
    }

    /**
     * Renames the group's journal if the journal is of an earlier boot. The caller holds the lock of the group.
     *
     * @return true if there was an older journal
     */
    boolean setAsideIfOld(GroupFingerprint fingerprint) throws IOException {
        String now = bootId();
        Optional<Journal> old =
                store.read(fingerprint).filter(journal -> !journal.bootId().equals(now));
        if (old.isPresent()) {
            store.setAside(old.get());
        }
        return old.isPresent();
    }
}

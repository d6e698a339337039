package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells journals that are about the running kernel from those of an earlier boot, which say nothing about what is pinned
 * now: overrides do not outlive a boot.
 */
final class JournalsOfThisBoot {

    private final Kernel kernel;
    private final JournalStore store;
    private volatile @Nullable String bootId;

    JournalsOfThisBoot(HostFiles files, JournalStore store) {
        this.kernel = new Kernel(files);
        this.store = store;
    }

    /** Read once: an agent does not outlive the boot. */
    String bootId() throws HostFileException {
        String known = bootId;
        if (known == null) {
            known = kernel.bootId();
            bootId = known;
        }
        return known;
    }

    /** The group's journal, if it is of this boot. Changes nothing. */
    Optional<Journal> read(GroupFingerprint fingerprint) throws JournalException, HostFileException {
        String now = bootId();
        return store.read(fingerprint).filter(journal -> journal.bootId().equals(now));
    }

    /** Takes the group's journal out of the way if it is of an earlier boot; whether it was. Needs the group's lock. */
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

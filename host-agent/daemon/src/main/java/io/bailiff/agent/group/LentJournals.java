// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.DirectoryStamp;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journals of the groups away from the host: being detached, detached, or being reattached. Each call looks at the journals'
 * directory, and reads the journals again only if the directory may have changed since the last reading.
 *
 * <p>A command on the host is another process and writes journals too. A journal is on disk before the first write to sysfs. Therefore a
 * call that begins after a detach has begun to move functions must return the journal of the detach, and does: the rename of the new
 * journal has renewed the stamp of the directory ({@link JournalStore#stamp}). A notification (inotify)
 * reaches a thread of the agent only later.
 *
 * <p>Two changes within one tick of the file system's clock leave equal stamps: up to 10 ms on most file systems, and 2 s on the coarsest.
 * Journals are therefore remembered only if the last change was {@link #SETTLED} before the reading began. After a step back of the
 * host's clock a later change could repeat an old stamp, so that a step back makes the next call read again.
 */
public final class LentJournals {

    private static final Duration SETTLED = Duration.ofSeconds(10);

    /** The difference of two clock readings by parallel threads. A smaller step back repeats no settled stamp. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private final JournalStore store;
    private final JournalsOfThisBoot journals;
    private final Clock clock;
    private volatile @Nullable Remembered remembered;
    private volatile Instant lastCall = Instant.EPOCH;

    /**
     * The journals as of a reading.
     *
     * @param stamp the stamp of the directory before the reading
     * @param groups the groups with a journal of any boot
     * @param lent the journals of this boot
     */
    private record Remembered(DirectoryStamp stamp, List<GroupFingerprint> groups, List<Journal> lent) {}

    LentJournals(HostFiles files, JournalStore store) {
        this(files, store, Clock.systemUTC());
    }

    /** @param clock the clock by which the kernel stamps files */
    public LentJournals(HostFiles files, JournalStore store, Clock clock) {
        this.store = store;
        this.journals = new JournalsOfThisBoot(files, store);
        this.clock = clock;
    }

    /**
     * Returns true if no group has a journal, so no group is away from the host. False means "maybe": the journals may
     * be of an earlier boot.
     */
    public boolean none() throws IOException {
        Remembered known = known(store.stamp(), clock.instant());
        return known == null ? store.groups().isEmpty() : known.groups().isEmpty();
    }

    /** @throws IOException if a journal cannot be read: an unreadable journal may be about any group */
    public List<Journal> all() throws IOException {
        Instant now = clock.instant();
        Optional<DirectoryStamp> stamp = store.stamp();
        Remembered known = known(stamp, now);
        return known == null ? read(stamp, now) : known.lent();
    }

    /** Returns the journals of an earlier reading, or null if a journal may have changed since. */
    private @Nullable Remembered known(Optional<DirectoryStamp> stamp, Instant now) {
        if (now.isBefore(lastCall.minus(STEP))) {
            remembered = null;
        }
        lastCall = now;
        Remembered known = remembered;
        return known != null && stamp.isPresent() && known.stamp().equals(stamp.get()) ? known : null;
    }

    private List<Journal> read(Optional<DirectoryStamp> stamp, Instant now) throws IOException {
        List<GroupFingerprint> groups = store.groups();
        List<Journal> lent = new ArrayList<>();
        for (GroupFingerprint group : groups) {
            journals.read(group).ifPresent(lent::add);
        }
        if (stamp.isPresent() && stamp.get().isBefore(now.minus(SETTLED))) {
            remembered = new Remembered(stamp.get(), groups, List.copyOf(lent));
        }
        return List.copyOf(lent);
    }
}

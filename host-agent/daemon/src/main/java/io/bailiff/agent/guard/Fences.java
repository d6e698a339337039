// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fenced groups. The guest of a fenced group cannot be ended. The members must not write to memory any more, and nothing on the
 * host may take a member. A guest that runs again can switch bus mastering on, so {@link #check} must run repeatedly.
 */
final class Fences {

    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);

    /**
     * The fenced groups, as stored.
     *
     * @param bootId the boot of the fences: no process outlives a boot
     * @param groups the fingerprints of the fenced groups
     */
    record Stored(String bootId, List<GroupFingerprint> groups) {
        Stored {
            groups = List.copyOf(groups);
        }
    }

    private final LentGroups lentGroups;
    private final BusMastering mastering;
    private final StateStore<Stored> store;
    private final String bootId;
    private final Set<GroupFingerprint> groups;

    private final Set<PciAddress> unchecked = ConcurrentHashMap.newKeySet();

    /** True if the stored fences equal the fences in memory. */
    private boolean isKept = true;

    Fences(HostFiles files, LentGroups lentGroups, StateStore<Stored> store, String bootId) throws IOException {
        this.lentGroups = lentGroups;
        this.mastering = new BusMastering(files);
        this.store = store;
        this.bootId = bootId;
        this.groups = new LinkedHashSet<>(store.read()
                .filter(stored -> stored.bootId().equals(bootId))
                .map(Stored::groups)
                .orElse(List.of()));
    }

    /** Returns the fingerprints of the fenced groups. */
    synchronized Set<GroupFingerprint> all() {
        return Set.copyOf(groups);
    }

    /**
     * Fences a group, also across restarts of the agent. Stores the fence before the first member loses bus mastering. Goes through
     * all members: a member that fails or is dead leaves no bus mastering to the others.
     *
     * @return the members; bus mastering is off on every member with an answer
     * @throws IOException if the fence cannot be stored, the group is not lent, or a member may still have bus mastering. The group
     *     is fenced all the same
     */
    FencedMembers raise(GroupFingerprint group) throws IOException {
        add(group);
        Optional<LentGroup> lent = lentGroups.find(group);
        if (lent.isEmpty()) {
            throw new IOException("the group is not detached from the host");
        }
        return clear(lent.get());
    }

    private FencedMembers clear(LentGroup lent) throws IOException {
        List<PciAddress> cleared = new ArrayList<>();
        List<PciAddress> silent = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (LentGroup.Member member : lent.members()) {
            try {
                boolean answers = mastering.clear(member.address()) != BusMastering.State.NO_ANSWER;
                (answers ? cleared : silent).add(member.address());
            } catch (HostFileException e) {
                failures.add(e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(String.join("; ", failures));
        }
        return new FencedMembers(cleared, silent, lentGroups.gone(lent.fingerprint()));
    }

    private synchronized void add(GroupFingerprint group) throws IOException {
        isKept &= !groups.add(group);
        keep();
    }

    /** Removes the fence of every group outside {@code wanted}. */
    synchronized void keepOnly(Set<GroupFingerprint> wanted) throws IOException {
        isKept &= !groups.retainAll(wanted);
        keep();
    }

    private void keep() throws IOException {
        if (!isKept) {
            store.write(new Stored(bootId, List.copyOf(groups)));
            isKept = true;
        }
    }

    /** Clears bus mastering again on members of fenced groups. Logs the failure or the missing answer of a single member once. */
    void check() throws IOException {
        for (GroupFingerprint fenced : all()) {
            Optional<LentGroup> lent = lentGroups.find(fenced);
            if (lent.isPresent()) {
                lent.get().members().forEach(this::check);
            }
        }
    }

    private void noAnswer(LentGroup.Member member) {
        if (unchecked.add(member.address())) {
            LOG.warn(
                    "a fenced member does not answer function={}: the agent clears bus mastering if the member answers again",
                    member.address());
        }
    }

    private void check(LentGroup.Member member) {
        try {
            BusMastering.State before = mastering.state(member.address());
            if (before == BusMastering.State.NO_ANSWER) {
                noAnswer(member);
                return;
            }
            if (before == BusMastering.State.ON) {
                mastering.clear(member.address());
                LOG.warn("cleared bus mastering of a fenced member again function={}", member.address());
            }
            if (unchecked.remove(member.address())) {
                LOG.info("checked bus mastering of a fenced member again function={}", member.address());
            }
        } catch (HostFileException e) {
            if (unchecked.add(member.address())) {
                LOG.error(
                        "cannot check bus mastering of a fenced member function={} error={}: the member may write to memory",
                        member.address(),
                        e.getMessage());
            }
        }
    }
}

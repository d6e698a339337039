package io.bailiff.agent.guard;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.state.StateStore;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups whose guest nobody can end. Their members must not write to memory any more, and nobody may take one. A guest that runs
 * again, in a last breath, can switch bus mastering on by itself: so it is looked at over and over.
 */
final class Fences {

    private static final Logger LOG = LoggerFactory.getLogger(Fences.class);

    /**
     * The groups that are fenced.
     *
     * @param bootId the boot that this is about: no process outlives one
     * @param groups the groups
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

    /** Whether what is on disk is what is fenced. */
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

    /** Those that are fenced. */
    synchronized Set<GroupFingerprint> all() {
        return Set.copyOf(groups);
    }

    /**
     * Fences a group, from now on and over a restart of the agent.
     *
     * @return its members, which have no bus mastering now
     * @throws IOException if one of them may have it still; the group is fenced all the same
     */
    List<PciAddress> raise(GroupFingerprint group) throws IOException {
        add(group);
        Optional<LentGroup> lent = lentGroups.find(group);
        if (lent.isEmpty()) {
            throw new IOException("the group is not away from the host");
        }
        List<PciAddress> members =
                lent.get().members().stream().map(LentGroup.Member::address).toList();
        for (PciAddress member : members) {
            mastering.clear(member);
        }
        return members;
    }

    private synchronized void add(GroupFingerprint group) throws IOException {
        isKept &= !groups.add(group);
        keep();
    }

    /** Takes down all others. */
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

    /** Clears what has come back. */
    void check() throws IOException {
        for (GroupFingerprint fenced : all()) {
            Optional<LentGroup> lent = lentGroups.find(fenced);
            if (lent.isPresent()) {
                lent.get().members().forEach(this::check);
            }
        }
    }

    private void check(LentGroup.Member member) {
        try {
            if (mastering.isOn(member.address())) {
                mastering.clear(member.address());
                LOG.warn("{} is fenced and had bus mastering on again; it is off", member.address());
            }
        } catch (HostFileException e) {
            LOG.error(
                    "{} is fenced, and whether it has bus mastering cannot be told: {}",
                    member.address(),
                    e.getMessage());
        }
    }
}

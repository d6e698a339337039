package io.bailiff.agent.link;

import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.GroupOrder;
import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks often at the use of the groups whose release somebody waits for, and at no others. */
final class UseWatch {

    private final Groups groups;
    private final OrderBook book;
    private Map<GroupFingerprint, GroupUse> lastSeen = Map.of();

    UseWatch(Groups groups, OrderBook book) {
        this.groups = groups;
        this.book = book;
    }

    /** Whether there is a group to look at. */
    boolean wanted() {
        return book.orders().stream().anyMatch(GroupOrder::watchUse);
    }

    /** Looks, and says whether a use is another than at the last look. */
    boolean changed() {
        Map<GroupFingerprint, GroupUse> now = look();
        boolean changed = !now.equals(lastSeen);
        lastSeen = now;
        return changed;
    }

    private Map<GroupFingerprint, GroupUse> look() {
        List<IommuGroup> watched = new ArrayList<>();
        book.orders().stream()
                .filter(GroupOrder::watchUse)
                .forEach(order -> find(order).ifPresent(watched::add));
        Map<Integer, GroupUse> uses = groups.use().scan(watched);
        Map<GroupFingerprint, GroupUse> seen = new HashMap<>();
        for (IommuGroup group : watched) {
            Optional.ofNullable(uses.get(group.number())).ifPresent(use -> seen.put(group.fingerprint(), use));
        }
        return seen;
    }

    private Optional<IommuGroup> find(GroupOrder order) {
        try {
            return groups.finder().find(order.fingerprint());
        } catch (HostFileException e) {
            // The next survey reads it again, and reports the problem with the group.
            return Optional.empty();
        }
    }
}

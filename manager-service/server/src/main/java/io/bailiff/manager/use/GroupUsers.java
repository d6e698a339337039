// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.use;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.guest.BriefLooks;
import io.bailiff.manager.guest.GuestException;
import io.bailiff.manager.guest.Guests;
import io.bailiff.manager.guest.KnownGuest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Determines the users of a group. A process states the name of its guest itself, and so proves nothing: a user counts as a guest only if
 * libvirt shows the guest with a function of the group.
 */
@Component
public class GroupUsers {

    private static final Logger LOG = LoggerFactory.getLogger(GroupUsers.class);

    private final Guests guests;
    private final BriefLooks looks;

    GroupUsers(Guests guests, BriefLooks looks) {
        this.guests = guests;
        this.looks = looks;
    }

    /**
     * Returns the users of a group. While libvirt is away, no user counts as a guest.
     *
     * @param holders the processes that the agent reports with the group open
     * @param members the addresses of the group's endpoints
     */
    public List<GroupUser> of(UUID host, List<GroupUse.Holder> holders, Set<String> members) {
        return of(holders, guestsWith(host, members));
    }

    /**
     * Returns the users of a group like {@link #of(UUID, List, Set)}, within about a second: for an answer to an operator, while libvirt
     * may be stuck. No user counts as a guest if libvirt does not answer in time.
     */
    public List<GroupUser> soon(UUID host, List<GroupUse.Holder> holders, Set<String> members) {
        return of(holders, looks.having(host, members).orElse(List.of()));
    }

    private static List<GroupUser> of(List<GroupUse.Holder> holders, List<KnownGuest> having) {
        List<GroupUser> users = new ArrayList<>();
        having.forEach(guest -> users.add(new GroupUser(
                guest.uuid(), guest.name(), process(holders, guest).orElse(null))));
        holders.stream()
                .filter(holder -> having.stream().noneMatch(guest -> isOf(holder, guest)))
                .forEach(holder -> users.add(new GroupUser(null, null, holder)));
        return List.copyOf(users);
    }

    private List<KnownGuest> guestsWith(UUID host, Set<String> members) {
        try {
            return guests.having(host, members);
        } catch (GuestException away) {
            LOG.debug("cannot look for the guests with a group host={} error={}", host, away.getMessage());
            return List.of();
        }
    }

    private static Optional<GroupUse.Holder> process(List<GroupUse.Holder> holders, KnownGuest guest) {
        return holders.stream().filter(holder -> isOf(holder, guest)).findFirst();
    }

    private static boolean isOf(GroupUse.Holder holder, KnownGuest guest) {
        return guest.uuid().toString().equals(holder.guestUuid());
    }
}

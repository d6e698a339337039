// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import io.bailiff.manager.api.GroupUserView;
import io.bailiff.manager.assignment.Assignment;
import io.bailiff.manager.use.GroupUserViews;
import io.bailiff.manager.use.GroupUsers;
import java.util.List;
import org.springframework.stereotype.Component;

/** Shows the users of a group in conflict. */
@Component
class ConflictUsers {

    private final ReleaseOnRecord releases;
    private final GroupUsers users;

    ConflictUsers(ReleaseOnRecord releases, GroupUsers users) {
        this.releases = releases;
        this.users = users;
    }

    /** Returns who has the group now, by libvirt and by the agent's last report; soon, also if libvirt is stuck. */
    List<GroupUserView> of(Assignment assignment) {
        return users
                .soon(
                        assignment.host(),
                        releases.reportedHolders(assignment),
                        assignment.share().members())
                .stream()
                .map(GroupUserViews::of)
                .toList();
    }

    /** Returns true if the stored state shows that the guest has released the group. */
    boolean isReleased(Assignment assignment) {
        return releases.isOver(assignment);
    }
}

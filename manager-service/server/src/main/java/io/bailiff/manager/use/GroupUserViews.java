// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.use;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.manager.api.GroupUserView;

/** Converts users of groups to REST views. */
public final class GroupUserViews {

    private GroupUserViews() {}

    public static GroupUserView of(GroupUser user) {
        GroupUse.Holder process = user.process();
        return new GroupUserView(
                user.guest(),
                user.name(),
                process == null ? null : process.pid(),
                process == null ? null : process.command(),
                process == null || user.isGuest() ? null : process.guest());
    }
}

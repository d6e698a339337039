// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.use;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.Printable;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A user of a group.
 *
 * @param guest the guest that libvirt shows with a function of the group; null for a process that belongs to no such guest
 * @param name the guest's name, or null
 * @param process the process that the agent reports with the group open; null if the agent has not reported it
 */
public record GroupUser(@Nullable UUID guest, @Nullable String name, GroupUse.@Nullable Holder process) {

    /** Returns true if libvirt shows a guest with a function of the group now. */
    public boolean isGuest() {
        return guest != null;
    }

    /** Returns a description for people: {@code guest db1 (qemu-system-x86, process 4004)}. */
    public String description() {
        if (!isGuest()) {
            return process == null ? "?" : process.description();
        }
        return process == null
                ? "guest " + shown()
                : "guest " + shown() + " (" + process.command() + ", process " + process.pid() + ")";
    }

    private String shown() {
        return Printable.name(String.valueOf(name));
    }

    /** Returns the descriptions of users, for people. */
    public static String list(List<GroupUser> users) {
        return users.stream().map(GroupUser::description).collect(Collectors.joining(", "));
    }
}

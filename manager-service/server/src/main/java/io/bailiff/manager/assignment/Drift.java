// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.agent.api.GroupUse;
import io.bailiff.agent.api.IommuGroupReport;
import io.bailiff.manager.guest.Holding;
import io.bailiff.manager.host.Inventory;
import io.bailiff.manager.use.GroupUser;
import io.bailiff.manager.use.GroupUsers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the differences between the record of an ACTIVE assignment and the host: the guest runs without a function of its own, or somebody
 * else has the group. A difference is shown and changes nothing: an operator knows which side is right.
 */
@Component
class Drift {

    private static final int LONGEST = 1900;

    private final GroupUsers users;

    Drift(GroupUsers users) {
        this.users = users;
    }

    /** Returns the differences for people, or null if there is none. */
    @Nullable
    String of(Assignment assignment, Optional<Inventory> inventory, Holding holding) {
        List<String> differences = new ArrayList<>();
        String missing = missing(assignment, holding);
        if (!missing.isEmpty()) {
            differences.add(assignment.shownGuest() + " runs without " + missing);
        }
        List<GroupUser> others = inventory
                .flatMap(assignment::groupIn)
                .map(group -> others(assignment, group))
                .orElse(List.of());
        if (!others.isEmpty()) {
            differences.add(GroupUser.list(others) + " has the group");
        }
        String text = String.join("; ", differences);
        return text.isEmpty() ? null : text.substring(0, Math.min(LONGEST, text.length()));
    }

    private static String missing(Assignment assignment, Holding holding) {
        if (!holding.active()) {
            return "";
        }
        return assignment.functions().stream()
                .map(function -> function.address().toString())
                .filter(address -> !holding.hasLive(address))
                .collect(Collectors.joining(", "));
    }

    /** The processes of an older agent's report have no identity: they count as the guest's. */
    private List<GroupUser> others(Assignment assignment, IommuGroupReport group) {
        if (group.use().state() != GroupUse.State.IN_USE) {
            return List.of();
        }
        List<GroupUse.Holder> strangers = group.use().holders().stream()
                .filter(process -> process.startTime() != null)
                .filter(process -> !assignment.guest().toString().equals(process.guestUuid()))
                .toList();
        if (strangers.isEmpty()) {
            return List.of();
        }
        return users.of(assignment.host(), strangers, assignment.share().members()).stream()
                .filter(user -> !assignment.guest().equals(user.guest()))
                .toList();
    }
}

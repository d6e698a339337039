// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.Claimant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The unit of the host's own service manager, by the place that systemd gives to a unit in the hierarchy of control groups: below slices
 * only (systemd.slice(5)). A unit of a user's service manager, or of a service manager in a container, is below the unit {@code
 * user@1000.service} or below the container's scope, and may have any name.
 */
final class SystemUnit {

    private static final Pattern PLACE =
            Pattern.compile("(?:/[^/]+\\.slice)*/([^/]+\\.(?:service|scope|socket|mount))(?:/.*)?");

    private SystemUnit() {}

    /** Returns the unit of a process; empty if the process belongs to no unit of the host. */
    static Optional<String> of(Claimant claimant) {
        Matcher place = PLACE.matcher(claimant.cgroup());
        return place.matches() ? Optional.of(place.group(1)) : Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.util.List;

/**
 * Names of {@code virDomainEventType} and the type's details (libvirt-domain.h). libvirt-java's own enums do not distinguish a
 * shutdown begun by the guest from a shutdown begun by the host, and throw on newer events.
 */
final class LifecycleNames {

    private static final List<Event> EVENTS = List.of(
            new Event("defined", "added", "updated", "renamed", "from snapshot"),
            new Event("undefined", "removed", "renamed"),
            new Event("started", "booted", "migrated", "restored", "from snapshot", "wakeup", "recovered"),
            new Event(
                    "suspended",
                    "paused",
                    "migrated",
                    "I/O error",
                    "watchdog",
                    "restored",
                    "from snapshot",
                    "API error",
                    "post-copy",
                    "post-copy failed"),
            new Event("resumed", "unpaused", "migrated", "from snapshot", "post-copy", "post-copy failed"),
            new Event("stopped", "shut down", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot"),
            new Event("shutting down", "finished", "by the guest", "by the host"),
            new Event("sleeping", "memory", "disk"),
            new Event("crashed", "panicked", "crash loaded"));

    private LifecycleNames() {}

    static String of(int event, int detail) {
        if (event < 0 || event >= EVENTS.size()) {
            return "event " + event + " (" + detail + ")";
        }
        Event known = EVENTS.get(event);
        boolean knownDetail = detail >= 0 && detail < known.details.length;
        return known.name + " (" + (knownDetail ? known.details[detail] : detail) + ")";
    }

    private static final class Event {
        private final String name;
        private final String[] details;

        private Event(String name, String... details) {
            this.name = name;
            this.details = details;
        }
    }
}

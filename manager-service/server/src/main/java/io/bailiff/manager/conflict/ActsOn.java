// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.conflict;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The guest that the rungs of a conflict act on, and the users of the group that they do not act on.
 *
 * @param domainInstance the domain instance, or null; any other domain instance has to be asked first
 * @param process the QEMU process of the domain instance as PID/START, or null if no agent has named it
 * @param resumes how often the rungs have resumed the domain instance
 * @param stranger the guest, if not the guest of the assignment; null: the guest of the assignment
 * @param others the users of the group that no rung acts on, for people, as last written to the timeline; null: none
 */
public record ActsOn(
        @Nullable String domainInstance,
        @Nullable String process,
        int resumes,
        @Nullable OtherGuest stranger,
        @Nullable String others) {

    /** A guest of the host that is not the guest of the assignment. */
    public record OtherGuest(UUID uuid, String name) {}
}

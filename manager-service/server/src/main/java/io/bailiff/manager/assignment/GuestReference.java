// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.assignment;

import io.bailiff.manager.problem.Fields;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The guest of a request. A text in the form of a UUID may be a UUID or a name.
 *
 * @param text the reference as sent
 * @param name true if the text may be the name of the guest
 */
public record GuestReference(String text, boolean name) {

    /** The longest name of a guest in the database. libvirt has no limit; QEMU's files allow about 240 bytes. */
    static final int LONGEST = 1024;

    /** Returns a reference by UUID alone: a guest with the same text as name is not meant. */
    public static GuestReference of(UUID uuid) {
        return new GuestReference(uuid.toString(), false);
    }

    /**
     * Returns a reference to the guest with this UUID or exactly this name.
     *
     * @throws io.bailiff.manager.problem.ProblemException 400 if the text is missing or cannot be the name of a guest
     */
    public static GuestReference said(@Nullable String text, String field) {
        return new GuestReference(Fields.exactText(text, field, LONGEST), true);
    }

    /** Returns the UUID, if the text is one. */
    Optional<UUID> uuid() {
        return Fields.uuidIn(text);
    }
}

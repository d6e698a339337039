// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.libvirt.jna.DomainPointer;

/** Finds a guest by name. */
final class GuestNames {

    private static final int UUID_BYTES = 37;

    private GuestNames() {}

    static UUID uuidOf(CallConnection connection, String name) throws LibvirtFailure {
        NativeLibvirt library = connection.library();
        DomainPointer domain =
                library.virDomainLookupByName(connection.libvirt().pointer(), name);
        if (domain == null) {
            throw new LibvirtFailure(LibvirtError.last(library));
        }
        try {
            return uuidOf(library, domain);
        } finally {
            library.virDomainFree(domain);
        }
    }

    /** Returns the UUID of a guest without a call to the daemon: libvirt stores the UUID in the reference. */
    static UUID uuidOf(NativeLibvirt library, DomainPointer domain) throws LibvirtFailure {
        byte[] bytes = new byte[UUID_BYTES];
        if (library.virDomainGetUUIDString(domain, bytes) < 0) {
            throw new LibvirtFailure(LibvirtError.last(library));
        }
        return UUID.fromString(new String(bytes, 0, UUID_BYTES - 1, StandardCharsets.US_ASCII));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.Guest;
import io.bailiff.libvirt.HypervisorException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.libvirt.Domain;

/** Reads all guests of a host. */
final class GuestList {

    private GuestList() {}

    static List<Guest> read(CallConnection connection) throws LibvirtFailure, HypervisorException {
        Deque<DomainHandle> unread = new ArrayDeque<>();
        try {
            for (Domain domain : LibvirtCall.ask(() -> connection.libvirt().listAllDomains(0))) {
                unread.add(DomainHandle.owning(connection, domain));
            }
            return readAll(unread, new Networks(connection));
        } finally {
            unread.forEach(DomainHandle::close);
        }
    }

    private static List<Guest> readAll(Deque<DomainHandle> unread, PoolReader pools)
            throws LibvirtFailure, HypervisorException {
        List<Guest> guests = new ArrayList<>();
        while (!unread.isEmpty()) {
            try (DomainHandle domain = unread.remove()) {
                guests.add(GuestReader.read(domain, pools));
            } catch (LibvirtFailure e) {
                // The guest was undefined, or was transient and ended, after libvirt listed the guests.
                if (!e.is(LibvirtError.NO_DOMAIN)) {
                    throw e;
                }
            }
        }
        return guests;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.guest;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A guest's share of a group: the functions for the guest, and all endpoints of the group, any of which the guest might have.
 *
 * @param host the host
 * @param guest the guest
 * @param functions the functions for the guest
 * @param members the addresses of every endpoint of the group
 */
public record Share(UUID host, UUID guest, List<Function> functions, Set<String> members) {

    public Share {
        functions = List.copyOf(functions);
        members = Set.copyOf(members);
    }

    /**
     * A function with an alias in this guest.
     *
     * @param address the address of the function
     * @param alias the function's alias in libvirt
     */
    public record Function(String address, String alias) {}
}

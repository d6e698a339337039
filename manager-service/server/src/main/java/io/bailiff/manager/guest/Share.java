package io.bailiff.manager.guest;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A guest's share of a group: what it is to have, and what it might have.
 *
 * @param host the host
 * @param guest the guest
 * @param functions what it is to have
 * @param members the addresses of every endpoint of the group
 */
public record Share(UUID host, UUID guest, List<Function> functions, Set<String> members) {

    public Share {
        functions = List.copyOf(functions);
        members = Set.copyOf(members);
    }

    /**
     * A function, and what libvirt calls it in this guest.
     *
     * @param address its address
     * @param alias its alias
     */
    public record Function(String address, String alias) {}
}

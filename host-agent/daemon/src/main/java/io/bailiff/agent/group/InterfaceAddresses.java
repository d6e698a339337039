// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.function.Predicate;

/**
 * Tells if an interface has an address or a route. IPv4: no file lists the addresses of an interface, but each address adds a
 * route (fib_add_ifaddr in net/ipv4/fib_frontend.c).
 */
final class InterfaceAddresses {

    private static final String IPV4_ROUTES = "/proc/1/net/route";
    private static final String IPV6_ADDRESSES = "/proc/1/net/if_inet6";
    /** The scope of an address that the kernel itself gives to an interface: IFA_LINK in include/net/if_inet6.h. */
    private static final String LINK_LOCAL = "20";

    private final HostFiles files;

    InterfaceAddresses(HostFiles files) {
        this.files = files;
    }

    boolean has(String name) throws HostFileException {
        return anyLine(IPV4_ROUTES, line -> line.startsWith(name + "\t"))
                || anyLine(IPV6_ADDRESSES, line -> isGlobal(name, line.strip().split("\\s+")));
    }

    /** Parses {@code 20010db8… 02 40 00 80     eth0}: address, index, length of the prefix, scope, flags, name. */
    private static boolean isGlobal(String name, String... fields) {
        return fields.length == 6 && fields[5].equals(name) && !fields[3].equals(LINK_LOCAL);
    }

    private boolean anyLine(String path, Predicate<String> wanted) throws HostFileException {
        try {
            return files.anyLine(path, wanted);
        } catch (HostFileException failure) {
            // A kernel without IPv6, or with IPv6 disabled, has no table of IPv6 addresses.
            if (failure.error() == HostError.NO_ENTRY) {
                return false;
            }
            throw failure;
        }
    }
}

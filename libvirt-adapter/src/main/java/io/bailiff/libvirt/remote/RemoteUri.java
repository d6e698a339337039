// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The URI of a libvirt (libvirt.org/uri.html). Agents may propose the URI of their host, so URIs that would run a command on
 * the manager's machine are rejected.
 *
 * @param text the URI in libvirt's spelling
 */
public record RemoteUri(String text) {

    private static final Set<String> DRIVERS = Set.of("qemu", "test");
    private static final Set<String> TRANSPORTS = Set.of("unix", "tls", "tcp", "ssh", "libssh", "libssh2");

    /**
     * Checks a URI and returns the URI for use with libvirt.
     *
     * @throws IllegalArgumentException if the driver or the transport is unknown, the query has {@code command=}, or the host
     *     or user begins with a dash
     */
    public static RemoteUri of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        List<String> parts = Arrays.asList(scheme.split("\\+", -1));
        boolean known = DRIVERS.contains(parts.get(0))
                && (parts.size() == 1 || (parts.size() == 2 && TRANSPORTS.contains(parts.get(1))));
        if (!known) {
            throw new IllegalArgumentException(
                    "\"" + uri + "\" has an unsupported driver or transport; write qemu+tls://host/system,"
                            + " qemu+ssh://host/system or qemu:///system");
        }
        refuseCommands(uri);
        refuseOptions(uri);
        return new RemoteUri(uri.toString());
    }

    private static void refuseCommands(URI uri) {
        String query = String.valueOf(uri.getQuery());
        for (String parameter : query.split("[&;]", -1)) {
            if (parameter.startsWith("command=")) {
                throw new IllegalArgumentException(
                        "\"" + uri + "\" would run a command on this machine; remove the parameter command=");
            }
        }
    }

    /**
     * Rejects hosts and users that begin with a dash: ssh treats such a host or user as an option, and some options of ssh run
     * commands.
     */
    private static void refuseOptions(URI uri) {
        String authority = String.valueOf(uri.getAuthority());
        if (authority.startsWith("-") || authority.contains("@-")) {
            throw new IllegalArgumentException("\"" + uri
                    + "\" has a host or user that begins with \"-\", which ssh reads as an option; correct the name");
        }
    }
}

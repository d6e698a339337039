// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The unix socket of the host's libvirt daemon. Only the agent's configuration names the socket; the manager cannot.
 *
 * @param candidates the possible paths; the first one that exists is used
 */
public record DaemonSocket(List<Path> candidates) {

    /** The sockets of virtqemud, and of libvirtd on older distributions (libvirt.org/daemons.html). */
    public static final DaemonSocket STANDARD =
            new DaemonSocket(List.of(Path.of("/run/libvirt/virtqemud-sock"), Path.of("/run/libvirt/libvirt-sock")));

    /** No socket: a simulated host has no libvirt daemon. */
    public static final DaemonSocket NONE = new DaemonSocket(List.of());

    public DaemonSocket {
        candidates = List.copyOf(candidates);
    }

    /**
     * Connects to the daemon.
     *
     * @throws IOException if no socket exists, or if no daemon listens
     */
    SocketChannel connect() throws IOException {
        for (Path candidate : candidates) {
            if (Files.exists(candidate)) {
                return SocketChannel.open(UnixDomainSocketAddress.of(candidate));
            }
        }
        throw new NoSuchFileException("none of " + candidates + " exists");
    }
}

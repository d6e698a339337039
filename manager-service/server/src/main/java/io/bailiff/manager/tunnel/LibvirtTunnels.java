// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.tunnel;

import io.bailiff.libvirt.tunnel.ClientSocket;
import io.bailiff.libvirt.tunnel.MessageLink;
import io.bailiff.libvirt.tunnel.SocketLoop;
import io.bailiff.libvirt.tunnel.StreamEnd;
import io.bailiff.manager.home.Home;
import io.bailiff.manager.join.CertificateRevoked;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The tunnels to the libvirts of the hosts. While a tunnel is open, the manager wants streams of the host's agent, and libvirt's client
 * reaches the host's libvirt at a private unix socket. A tunnel is a matter of this process: nothing of it is stored.
 */
@Component
public class LibvirtTunnels {

    private final Map<UUID, ClientSocket> sockets = new ConcurrentHashMap<>();
    private final SocketDirectory directory;
    private final SocketLoop loop;
    private final ApplicationEventPublisher events;

    LibvirtTunnels(Home home, ApplicationEventPublisher events) throws IOException {
        this.directory = SocketDirectory.in(home.folder());
        this.loop = SocketLoop.start("bailiff-libvirt-sockets");
        this.events = events;
    }

    /** An open tunnel. */
    public interface Tunnel extends AutoCloseable {

        /** Returns the socket for libvirt's client. */
        Path socket();

        /** Ends all streams, and tells the agent that no more are wanted. */
        @Override
        void close();
    }

    /**
     * Opens the tunnel to a host's libvirt, in place of an earlier tunnel.
     *
     * @param name the name of the host, for the log
     */
    public Tunnel open(UUID host, String name) {
        ClientSocket socket = listen(name);
        ClientSocket earlier = sockets.put(host, socket);
        if (earlier != null) {
            earlier.close();
        }
        events.publishEvent(new LibvirtWanted(host));
        return new Tunnel() {
            @Override
            public Path socket() {
                return socket.path();
            }

            @Override
            public void close() {
                socket.close();
                if (sockets.remove(host, socket)) {
                    events.publishEvent(new LibvirtWanted(host));
                }
            }
        };
    }

    private ClientSocket listen(String name) {
        try {
            return ClientSocket.open(loop, directory.next(), name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a socket for the libvirt of " + name, e);
        }
    }

    /** Returns true while the manager wants streams to the host's libvirt. */
    public boolean isWanted(UUID host) {
        return sockets.containsKey(host);
    }

    /** Returns true while the host's agent has opened a stream. */
    public boolean hasStream(UUID host) {
        ClientSocket socket = sockets.get(host);
        return socket != null && socket.hasLink();
    }

    /**
     * Takes a link that the host's agent has opened for a stream. The caller has authenticated the agent.
     *
     * @return receives the messages and the end of the link; empty if no stream is wanted
     */
    public Optional<StreamEnd> offer(UUID host, MessageLink link) {
        return Optional.ofNullable(sockets.get(host)).map(socket -> socket.offer(link));
    }

    /** Ends the streams of the host: perhaps the revoked certificate has opened them. The agent opens new streams with a valid one. */
    @TransactionalEventListener(fallbackExecution = true)
    void revoked(CertificateRevoked revoked) {
        ClientSocket socket = sockets.get(revoked.host());
        if (socket != null) {
            socket.endLinks("a certificate of the host was revoked");
        }
    }

    @PreDestroy
    void stop() {
        sockets.values().forEach(ClientSocket::close);
        sockets.clear();
        loop.close();
        directory.remove();
    }
}

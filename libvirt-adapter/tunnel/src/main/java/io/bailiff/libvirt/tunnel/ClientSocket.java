// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private unix socket for libvirt's client, for one host. Each connection of the client gets a link to the host's agent: a link that the
 * agent has opened in advance, or the next one. A connection without a link waits.
 */
public final class ClientSocket implements SocketLoop.Handler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSocket.class);

    /** Links without a connection; further links are refused. An agent opens two. */
    static final int MOST_SPARE = 4;

    /** Streams and waiting connections; further connections and links are refused. Bailiff's client opens nine. */
    static final int MOST_STREAMS = 16;

    private final SocketLoop loop;
    private final Path path;
    private final String host;
    private final ServerSocketChannel server;
    private final Deque<SocketChannel> waiting = new ArrayDeque<>();
    private final Deque<StreamEnd> spare = new ArrayDeque<>();
    private final Set<StreamEnd> streams = new HashSet<>();
    private volatile boolean hasLink;
    private boolean closed;

    private ClientSocket(SocketLoop loop, Path path, String host, ServerSocketChannel server) {
        this.loop = loop;
        this.path = path;
        this.host = host;
        this.server = server;
    }

    /**
     * Opens a socket. An existing file of this name is replaced.
     *
     * @param path the path of the socket: at most 107 bytes, in a directory for the own user only
     * @param host the name of the host, for the log
     */
    public static ClientSocket open(SocketLoop loop, Path path, String host) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        ClientSocket socket = new ClientSocket(loop, path, host, server);
        loop.execute(socket::listen);
        return socket;
    }

    private void listen() {
        try {
            loop.register(server, this).interestOps(SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException failure) {
            failed(failure);
        }
    }

    /** Returns the path of the socket. */
    public Path path() {
        return path;
    }

    /** Returns true while the agent has a link open, or a stream. */
    public boolean hasLink() {
        return hasLink;
    }

    /**
     * Takes a new link of the host's agent.
     *
     * @return receives the messages and the end of the link
     */
    public StreamEnd offer(MessageLink link) {
        StreamEnd end = new StreamEnd(this, link);
        loop.execute(() -> add(end));
        return end;
    }

    private void add(StreamEnd end) {
        if (closed || spare.size() >= MOST_SPARE || streams.size() >= MOST_STREAMS) {
            end.refuse(closed ? "no stream is wanted" : "too many streams");
            return;
        }
        spare.add(end);
        match();
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        SocketChannel client = server.accept();
        if (client == null) {
            return;
        }
        if (waiting.size() + streams.size() >= MOST_STREAMS) {
            LOG.warn("refused a connection of the libvirt client host={}: too many connections", host);
            client.close();
            return;
        }
        waiting.add(client);
        match();
    }

    private void match() {
        while (!waiting.isEmpty() && !spare.isEmpty()) {
            StreamEnd end = spare.remove();
            streams.add(end);
            end.carry(loop, waiting.remove());
        }
        hasLink = !spare.isEmpty() || !streams.isEmpty();
    }

    void linkEnded(StreamEnd end, String reason) {
        loop.execute(() -> {
            if (streams.contains(end)) {
                end.ended(reason);
            } else if (spare.remove(end)) {
                LOG.debug("unused link of the agent ended host={} reason={}", host, reason);
                match();
            }
        });
    }

    void streamEnded(StreamEnd stream, EndOfStream end) {
        if (end.refused()) {
            LOG.warn(
                    "libvirt stream closed because of a packet that is not allowed host={} packet=\"{}\": compare the"
                            + " versions of agent, manager and libvirt",
                    host,
                    end.reason());
        } else {
            LOG.debug("libvirt stream ended host={} reason={}", host, end.reason());
        }
        streams.remove(stream);
        match();
    }

    @Override
    public void failed(Exception failure) {
        LOG.error("cannot accept connections of the libvirt client host={}: the libvirt is unreachable", host, failure);
    }

    /** Ends all links and their streams. The socket stays, and new links are taken. */
    public void endLinks(String reason) {
        loop.execute(() -> {
            end(reason);
            match();
        });
    }

    private void end(String reason) {
        spare.forEach(end -> end.refuse(reason));
        spare.clear();
        Set.copyOf(streams).forEach(end -> end.ended(reason));
    }

    /** Ends all streams and removes the socket. */
    @Override
    public void close() {
        loop.execute(this::end);
    }

    private void end() {
        closed = true;
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot remove the socket for the libvirt client host={} path={}", host, path, e);
        }
        waiting.forEach(StreamRelay::close);
        waiting.clear();
        end("no stream is wanted");
        match();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Both ends of a tunnel to a real daemon, joined in memory, as an agent and a manager have them. Notes the procedures that pass. */
public final class InMemoryTunnel implements AutoCloseable {

    private final Set<String> calls = ConcurrentHashMap.newKeySet();
    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final List<EndOfStream> refused = new CopyOnWriteArrayList<>();
    private final Set<LinkPair> links = ConcurrentHashMap.newKeySet();
    private final SocketLoop loop;
    private final ClientSocket clients;
    private final Path daemon;
    private volatile boolean cut;

    private InMemoryTunnel(SocketLoop loop, ClientSocket clients, Path daemon) {
        this.loop = loop;
        this.clients = clients;
        this.daemon = daemon;
    }

    public static InMemoryTunnel open(Path client, Path daemon) throws IOException {
        SocketLoop loop = SocketLoop.start("sockets of the test");
        InMemoryTunnel tunnel = new InMemoryTunnel(loop, ClientSocket.open(loop, client, "test"), daemon);
        tunnel.addLink();
        tunnel.addLink();
        return tunnel;
    }

    /** The names of the calls that passed. */
    public Set<String> calls() {
        return Set.copyOf(calls);
    }

    /** The names of the events that passed. */
    public Set<String> events() {
        return Set.copyOf(events);
    }

    /** The packets that were refused at any end. */
    public List<EndOfStream> refused() {
        return List.copyOf(refused);
    }

    /** The names of all calls, or of all events, that may pass. */
    public static List<String> allowed(boolean event) {
        return Arrays.stream(Procedure.values())
                .filter(procedure -> procedure.event() == event)
                .map(Enum::name)
                .toList();
    }

    /** Ends all links at once, as the end of an agent or a broken network does, until {@link #join}. */
    public void cut() {
        cut = true;
        links.forEach(pair -> pair.agent.close("cut"));
    }

    public void join() {
        cut = false;
        addLink();
        addLink();
    }

    private void addLink() {
        if (cut) {
            return;
        }
        LinkPair pair = new LinkPair();
        links.add(pair);
        StreamEnd manager = clients.offer(pair.manager);
        pair.manager.receive(noting(PacketHeader.MESSAGE, events, manager::message), manager::ended);
        pair.manager.request();
        pair.agent.receive(noting(PacketHeader.CALL, calls, new Agent(pair)::message), any -> {});
        pair.agent.request();
    }

    /** The agent's end of a link: connects to the daemon at the first message, and then opens another link. */
    private final class Agent {

        private final LinkPair pair;
        private @Nullable StreamRelay relay;

        Agent(LinkPair pair) {
            this.pair = pair;
        }

        void message(ByteBuffer message) {
            StreamRelay carrying = relay;
            if (carrying == null) {
                carrying = begin();
            }
            if (carrying != null) {
                carrying.message(message);
            }
        }

        private @Nullable StreamRelay begin() {
            addLink();
            try {
                SocketChannel toDaemon = SocketChannel.open(UnixDomainSocketAddress.of(daemon));
                StreamRelay begun = StreamRelay.ofDaemon(loop, toDaemon, pair.agent, this::ended);
                relay = begun;
                pair.agent.ended(begun::linkEnded);
                begun.start();
                return begun;
            } catch (IOException noDaemon) {
                pair.agent.close("no daemon: " + noDaemon);
                return null;
            }
        }

        private void ended(EndOfStream end) {
            links.remove(pair);
            pair.close();
            if (end.refused()) {
                refused.add(end);
            }
        }
    }

    /** Notes the names of the packets of a type, and passes every message on. */
    private static Consumer<ByteBuffer> noting(int type, Set<String> names, Consumer<ByteBuffer> next) {
        PacketGate gate = new PacketGate(header -> {
            if (header.program() == PacketRules.REMOTE && header.type() == type) {
                names.add(Procedure.of(header.procedure()).map(Enum::name).orElse("procedure " + header.procedure()));
            }
            return 0;
        });
        return message -> {
            try {
                gate.pass(message.duplicate());
            } catch (RefusedPacketException malformed) {
                throw new IllegalStateException(malformed);
            }
            next.accept(message);
        };
    }

    @Override
    public void close() {
        clients.close();
        links.forEach(LinkPair::close);
        loop.close();
    }
}

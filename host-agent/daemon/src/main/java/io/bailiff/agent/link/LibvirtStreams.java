// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.link;

import io.bailiff.libvirt.tunnel.SocketLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's streams between the manager and the host's libvirt. While the manager wants streams, the agent holds two unused ones open, so
 * that a connection of the manager's client waits for no handshake. Without the manager's wish there is none.
 */
final class LibvirtStreams {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtStreams.class);

    static final int UNUSED = 2;

    /** Used and unused streams. The manager's client has nine connections at most. */
    static final int MOST = 16;

    static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private static final Duration PING = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Opens a WebSocket to the manager, as the host's agent. */
    interface Dialer {
        /** @throws IOException if the manager cannot be reached or refuses the WebSocket */
        void dial(LibvirtStream stream) throws IOException, InterruptedException;
    }

    private final DaemonSocket daemon;
    private final Backoff backoff;
    private final Signal changed = new Signal();
    private final Set<LibvirtStream> spare = new HashSet<>();
    private final Set<LibvirtStream> used = new HashSet<>();
    private boolean wanted;
    private boolean endedUnused;
    private boolean failing;

    LibvirtStreams(DaemonSocket daemon, Backoff backoff) {
        this.daemon = daemon;
        this.backoff = backoff;
    }

    /** Takes the manager's wish. An unused stream ends with the wish; the manager ends the used ones. */
    void wanted(boolean now) {
        List<LibvirtStream> ending;
        synchronized (this) {
            wanted = now;
            ending = now ? List.of() : List.copyOf(spare);
        }
        ending.forEach(LibvirtStream::abort);
        changed.raise();
    }

    /** Opens streams until the thread is interrupted; then all streams end. */
    void run(Dialer dialer) throws InterruptedException, IOException {
        SocketLoop loop = SocketLoop.start("libvirt sockets");
        ScheduledExecutorService pings = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "libvirt pings");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Future<?> unused = pings.scheduleWithFixedDelay(
                    () -> all().forEach(stream -> stream.keepOpen(SILENCE.toNanos())),
                    PING.toMillis(),
                    PING.toMillis(),
                    TimeUnit.MILLISECONDS);
            while (true) {
                if (endedUnused()) {
                    changed.await(backoff.afterFailure());
                } else if (isMissing()) {
                    open(dialer, loop);
                } else {
                    changed.await(LOOK);
                }
            }
        } finally {
            pings.shutdownNow();
            all().forEach(LibvirtStream::abort);
            loop.close();
        }
    }

    /** Returns true once after a wanted stream has ended unused: the manager does not take streams now. */
    private synchronized boolean endedUnused() {
        boolean hasEnded = endedUnused && wanted;
        endedUnused = false;
        return hasEnded;
    }

    private synchronized boolean isMissing() {
        return wanted && spare.size() < UNUSED && spare.size() + used.size() < MOST;
    }

    private void open(Dialer dialer, SocketLoop loop) throws InterruptedException {
        LibvirtStream stream = new LibvirtStream(daemon, loop, new Owner());
        synchronized (this) {
            spare.add(stream);
        }
        try {
            dialer.dial(stream);
            backoff.succeeded();
            if (failing) {
                failing = false;
                LOG.info("streams to libvirt open again");
            }
        } catch (IOException | RuntimeException failure) {
            synchronized (this) {
                spare.remove(stream);
            }
            if (!failing) {
                failing = true;
                LOG.warn(
                        "cannot open a stream to the manager error={}: the manager cannot reach this host's libvirt, the"
                                + " agent retries",
                        failure.toString());
            }
            changed.await(backoff.afterFailure());
        }
    }

    private synchronized List<LibvirtStream> all() {
        Set<LibvirtStream> all = new HashSet<>(spare);
        all.addAll(used);
        return List.copyOf(all);
    }

    private final class Owner implements LibvirtStream.Owner {

        @Override
        public void used(LibvirtStream stream) {
            synchronized (LibvirtStreams.this) {
                if (spare.remove(stream)) {
                    used.add(stream);
                }
            }
            changed.raise();
        }

        @Override
        public void ended(LibvirtStream stream) {
            synchronized (LibvirtStreams.this) {
                endedUnused |= spare.remove(stream);
                used.remove(stream);
            }
            changed.raise();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The interceptor of a real host: a FUSE file system whose files are mounted over the control files. The kernel gives the server the exact
 * bytes of each write, and the writer sleeps until the answer.
 */
public final class FuseWriteInterceptor implements WriteInterceptor {

    private static final Duration LONGEST_MOUNT = Duration.ofSeconds(5);

    private final Setting setting;
    private final BlockingQueue<PendingWrite> arrivals = new LinkedBlockingQueue<>();
    private final Object change = new Object();
    private volatile @Nullable Connection connection;

    private FuseWriteInterceptor(Setting setting) {
        this.setting = setting;
    }

    public static FuseWriteInterceptor open(Path directory, Path state, UnaryOperator<String> realPlace)
            throws HostFileException {
        return new FuseWriteInterceptor(
                new Setting(directory, state, MountNamespace.ofHost(LONGEST_MOUNT), realPlace));
    }

    @Override
    public void coverOnly(Set<String> paths) throws HostFileException {
        synchronized (change) {
            Connection current = connection;
            if (current == null) {
                if (paths.isEmpty()) {
                    return;
                }
                current = connect(paths.iterator().next());
            }
            for (CoveredFile file : current.files().all()) {
                if (!paths.contains(file.path())) {
                    current.uncover(file);
                }
            }
            for (String path : paths) {
                current.cover(path);
            }
        }
    }

    private Connection connect(String sample) throws HostFileException {
        int descriptor = new Connector(setting).connect(setting.realPlace().apply(sample));
        try {
            Connection made =
                    new Connection(setting, descriptor, RequestJournal.create(setting.journal()), arrivals::add);
            made.start();
            connection = made;
            return made;
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, setting.journal().toString(), String.valueOf(failure));
        }
    }

    @Override
    public Set<String> covered() {
        Connection current = connection;
        return current == null ? Set.of() : current.covered();
    }

    @Override
    public List<Writing> await(Duration atMost) throws HostFileException, InterruptedException {
        PendingWrite first = arrivals.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return List.of();
        }
        List<PendingWrite> next = new ArrayList<>();
        next.add(first);
        arrivals.drainTo(next);
        return next.stream().map(PendingWrite::view).toList();
    }

    @Override
    public void perform(long ticket) {
        Connection current = connection;
        if (current != null) {
            current.perform(ticket);
        }
    }

    @Override
    public void fail(long ticket) {
        Connection current = connection;
        if (current != null) {
            current.writes().fail(ticket, Numbers.EPERM);
        }
    }

    @Override
    public boolean inherited() {
        return false;
    }

    @Override
    public void takeOver(Set<Long> tickets) {}

    @Override
    public String survivesAgent() {
        return "nothing";
    }

    @Override
    public void close() {
        synchronized (change) {
            Connection current = connection;
            if (current != null) {
                current.close();
                connection = null;
            }
            setting.namespace().close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.DescriptorStore;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.KeptDescriptor;
import io.bailiff.agent.host.WriteInterceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interceptor of a real host: a FUSE file system whose files are mounted over the control files. The kernel gives the server the exact
 * bytes of each write, and the writer sleeps until the answer.
 */
public final class FuseWriteInterceptor implements WriteInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(FuseWriteInterceptor.class);
    private static final Duration LONGEST_MOUNT = Duration.ofSeconds(5);
    /** A start that takes longer delays the first writes, and not the loan. */
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    private final Setting setting;
    private final DescriptorStore store;
    private final ReadOnlyMounts readOnly;
    private final BlockingQueue<PendingWrite> arrivals = new LinkedBlockingQueue<>();
    private final Object change = new Object();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Inheritance inheritance;

    private FuseWriteInterceptor(Setting setting, DescriptorStore store) {
        this.setting = setting;
        this.store = store;
        this.readOnly = new ReadOnlyMounts(setting.namespace(), ReadOnlyMount.DIRECTORY);
    }

    /**
     * Returns the interceptor left by an earlier agent with the same state directory, or a new interceptor without covered files.
     *
     * @param directory the mount point of the FUSE file system in the mount namespace of process 1, such as {@code /run/bailiff/covers}
     * @param state the agent's state directory
     * @param realPlace returns the place of a control file for the agent's own writes, which leads past the covers
     * @throws HostFileException if the connection of an earlier agent cannot be continued
     */
    public static FuseWriteInterceptor open(Path directory, Path state, UnaryOperator<String> realPlace)
            throws HostFileException {
        return open(new Setting(directory, state, MountNamespace.ofHost(LONGEST_MOUNT), realPlace));
    }

    static FuseWriteInterceptor open(Setting setting) throws HostFileException {
        DescriptorStore store = DescriptorStore.of(setting.state(), KeptDescriptor.WRITES);
        FuseWriteInterceptor interceptor = new FuseWriteInterceptor(setting, store);
        Optional<Integer> kept = store.takeBack();
        if (kept.isPresent()) {
            interceptor.inherit(kept.get());
        }
        return interceptor;
    }

    /** Continues the connection of an earlier agent, if the connection still exists. */
    private void inherit(int descriptor) throws HostFileException {
        if (!FuseDevice.isConnected(descriptor) || !new Connector(setting).isMounted()) {
            LOG.error(
                    "the connection of an earlier agent has ended directory={}: writes that waited fail, and all files are"
                            + " covered anew",
                    setting.directory());
            FuseCalls.closeQuietly(descriptor);
            store.end();
            return;
        }
        Connection inherited = new Connection(setting, descriptor, journal(), arrivals::add, this::end);
        store.keep(descriptor);
        inheritance = Inheritance.start(inherited, setting);
        connection = inherited;
    }

    /** Returns the journal of the earlier agent. Without the journal, the waiting writes are unknown, and fail. */
    private RequestJournal journal() throws HostFileException {
        try {
            return RequestJournal.resume(setting.journal());
        } catch (IOException lost) {
            LOG.error(
                    "cannot read the journal of covered files path={} error={}: writes that wait are denied",
                    setting.journal(),
                    lost.getMessage());
            RequestJournal journal = newJournal();
            journal.unsure();
            return journal;
        }
    }

    private RequestJournal newJournal() throws HostFileException {
        try {
            return RequestJournal.create(setting.journal());
        } catch (IOException failure) {
            throw new HostFileException(HostError.OTHER, setting.journal().toString(), String.valueOf(failure));
        }
    }

    @Override
    public void coverOnly(Set<String> paths) throws HostFileException {
        synchronized (change) {
            Connection current = usable();
            if (current == null && paths.isEmpty()) {
                return;
            }
            Failures failures = new Failures();
            Set<String> intact = current == null ? Set.of() : current.intact(paths);
            Map<String, FileState> uncovered = uncovered(paths, intact, failures);
            Set<String> wanted = new HashSet<>(intact);
            wanted.addAll(uncovered.keySet());
            if (current != null) {
                current.uncoverAllBut(wanted, failures);
            }
            if (!wanted.isEmpty()) {
                Connection covering =
                        current != null ? current : connect(wanted.iterator().next());
                covering.use();
                covering.cover(uncovered, failures);
                covering.awaitWriter(LONGEST_START);
            } else if (current != null) {
                current.endWhenUnused();
            }
            failures.throwFirst();
        }
    }

    /** Returns the attributes of the files without intact covers; a path without a file is left out. */
    private Map<String, FileState> uncovered(Set<String> paths, Set<String> intact, Failures failures) {
        Map<String, FileState> uncovered = new LinkedHashMap<>();
        for (String path : paths) {
            if (!intact.contains(path)) {
                failures.collect(() -> attributes(path).ifPresent(state -> uncovered.put(path, state)));
            }
        }
        return uncovered;
    }

    private Optional<FileState> attributes(String path) throws HostFileException {
        try {
            return FileState.of(setting.realPlace().apply(path));
        } catch (LastErrorException failure) {
            throw new HostFileException(HostError.OTHER, path, "errno " + failure.getErrorCode());
        }
    }

    /** Returns the connection; null if there is none, or if the kernel has ended the connection. */
    private @Nullable Connection usable() {
        Connection current = connection;
        if (current != null && current.hasFailed()) {
            LOG.error("the connection of the covered files has ended: all files are covered anew");
            end(current, true);
            return null;
        }
        return current;
    }

    private Connection connect(String sample) throws HostFileException {
        int descriptor = new Connector(setting).connect(setting.realPlace().apply(sample));
        Connection made = new Connection(setting, descriptor, newJournal(), arrivals::add, this::end);
        store.keep(descriptor);
        made.start();
        connection = made;
        return made;
    }

    private void end(Connection unused) {
        synchronized (change) {
            end(unused, unused.isEnding());
        }
    }

    private void end(Connection old, boolean wanted) {
        if (wanted && connection == old) {
            old.close();
            connection = null;
            store.end();
        }
    }

    @Override
    public Set<String> covered() {
        Connection current = connection;
        return current == null ? Set.of() : current.covered();
    }

    @Override
    public void readOnly(Set<String> paths) throws HostFileException {
        synchronized (change) {
            readOnly.only(paths);
        }
    }

    @Override
    public List<Writing> await(Duration atMost) throws HostFileException, InterruptedException {
        Connection current = connection;
        if (current != null && current.hasFailed()) {
            throw new HostFileException(
                    HostError.OTHER, setting.directory().toString(), "the connection of the covered files has ended");
        }
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
        fail(ticket, Numbers.EPERM);
    }

    void fail(long ticket, int errno) {
        Connection current = connection;
        if (current != null) {
            current.writes().fail(ticket, errno);
        }
    }

    @Override
    public boolean inherited() {
        return inheritance != null;
    }

    @Override
    public void takeOver(Set<Long> tickets) {
        Inheritance left = inheritance;
        if (left != null) {
            left.takeOver(tickets);
        }
    }

    @Override
    public Optional<String> whyEndsWithAgent() {
        return connection == null ? Optional.empty() : store.problem();
    }

    /**
     * Returns the holder of the FUSE connection during a restart of the agent with the given state directory; empty if there is no holder.
     */
    public static Optional<String> descriptorHolderOf(Path state) {
        return DescriptorStore.holderOf(state, KeptDescriptor.WRITES);
    }

    /** Ends as the kernel ends a killed process; for tests. */
    void abandon() {
        Connection current = connection;
        if (current != null) {
            current.end();
        }
        setting.namespace().close();
    }

    @Override
    public void close() {
        synchronized (change) {
            Connection current = connection;
            if (current != null) {
                end(current, true);
            }
            makeWritable();
            setting.namespace().close();
        }
    }

    private void makeWritable() {
        try {
            readOnly.only(Set.of());
        } catch (HostFileException failure) {
            LOG.warn(
                    "files of {} stay read-only error={}: bailiff-agent doctor names the command that removes the mounts",
                    ReadOnlyMount.DIRECTORY,
                    failure.getMessage());
        }
    }
}

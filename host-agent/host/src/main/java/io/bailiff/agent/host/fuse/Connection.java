// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mounted FUSE file system with its server: from the first covered file until no file is covered and nobody has a cover open. An agent
 * that is killed leaves the connection to the next agent.
 */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long LONGEST_PATH = JournalSlots.LONGEST_TEXT;

    private final Setting setting;
    private final Connector connector;
    private final FuseDevice device;
    private final RequestJournal journal;
    private final CoverMounts mounts;
    private final CoveredFiles files = new CoveredFiles();
    private final PendingWrites writes;
    private final FileOperations operations;
    private final CoverServer server;
    private final RealWrites realWrites;
    private final RealReads realReads = new RealReads();
    private final LeftWrites leftWrites;
    private final CoverReplacements replacements;
    private final CoverChanges changes;

    private final Consumer<PendingWrite> arrivals;
    private final Consumer<Connection> unused;
    private volatile boolean ending;

    /**
     * @param descriptor the open {@code /dev/fuse}, owned by the connection
     * @param arrivals gets each new write
     * @param unused ends the connection: nobody has a cover open, and {@link #endWhenUnused} was called
     */
    Connection(
            Setting setting,
            int descriptor,
            RequestJournal journal,
            Consumer<PendingWrite> arrivals,
            Consumer<Connection> unused)
            throws HostFileException {
        this.arrivals = arrivals;
        this.unused = unused;
        this.setting = setting;
        this.connector = new Connector(setting);
        this.device = new FuseDevice(descriptor);
        this.journal = journal;
        this.mounts = new CoverMounts(setting.namespace(), setting.directory().toString(), connector.device());
        this.writes = new PendingWrites(device, journal, this::answeredLast);
        this.realWrites = new RealWrites(setting.journal(), journal);
        this.leftWrites = new LeftWrites(journal, writes::answer, write -> arrive(write.undecided()));
        this.operations = new FileOperations(device, journal, files, this::arrive, realReads::start, this::closedLast);
        this.server = new CoverServer(device, journal, operations);
        this.replacements = new CoverReplacements(mounts, server);
        this.changes = new CoverChanges(mounts, server);
    }

    void start() {
        server.start();
        realWrites.start();
    }

    PendingWrites writes() {
        return writes;
    }

    RequestJournal journal() {
        return journal;
    }

    FuseDevice device() {
        return device;
    }

    CoverServer server() {
        return server;
    }

    /** Replaces the top covers of all files, before anything else changes a file. A replacement that fails is repeated later. */
    void replaceTops() {
        List<CoveredFile> covered =
                files.all().stream().filter(CoveredFile::isCovered).toList();
        changes.replaceTops(covered).forEach(replacements::start);
    }

    CoverMounts mounts() {
        return mounts;
    }

    CoveredFiles files() {
        return files;
    }

    boolean hasFailed() {
        return server.hasFailed();
    }

    void perform(long ticket) {
        writes.perform(ticket, realWrites);
    }

    /** Waits until the first write will not wait for the start of the writer process, or until the time limit. */
    void awaitWriter(Duration atMost) {
        realWrites.awaitReady(atMost);
    }

    /** Stores a write as unanswered, and has the write decided. */
    void arrive(PendingWrite write) {
        writes.add(write);
        arrivals.accept(write);
    }

    /** Answers the writes that the writer process of an earlier agent makes. */
    void takeOver(List<PendingWrite> left) {
        left.forEach(writes::add);
        leftWrites.start(left);
    }

    Set<String> covered() {
        Set<String> paths = new HashSet<>();
        files.all().stream()
                .filter(CoveredFile::isCovered)
                .map(CoveredFile::path)
                .forEach(paths::add);
        return paths;
    }

    /** Adds a file without covers. */
    CoveredFile add(int index, String path, FileState attributes) {
        RealFile real = new RealFile(setting.realPlace().apply(path));
        CoveredFile file = new CoveredFile(index, path, real, attributes, FileActions::new);
        files.put(file);
        return file;
    }

    /** Returns the paths of the intact files ({@link CoverChanges#isIntact}). */
    Set<String> intact(Set<String> paths) {
        return paths.stream()
                .filter(path -> files.of(path).filter(changes::isIntact).isPresent())
                .collect(Collectors.toSet());
    }

    /** Keeps the connection, also if {@link #endWhenUnused} was called. */
    void use() {
        ending = false;
    }

    /**
     * Covers files anew.
     *
     * @param paths the files with the attributes under the covers
     */
    void cover(Map<String, FileState> paths, Failures failures) {
        Map<CoveredFile, FileState> uncovered = new LinkedHashMap<>();
        paths.forEach((path, attributes) -> failures.collect(() -> {
            Optional<CoveredFile> known = files.of(path);
            uncovered.put(known.isPresent() ? known.get() : record(path, attributes), attributes);
        }));
        changes.cover(uncovered, failures);
    }

    /** Uncovers all files but those with the given paths. */
    void uncoverAllBut(Set<String> paths, Failures failures) {
        changes.uncover(
                files.all().stream()
                        .filter(file -> file.mayHaveMounts() && !paths.contains(file.path()))
                        .toList(),
                failures);
    }

    /** Stores the file's index before the first cover: the next agent finds the file of a cover by the index. */
    private CoveredFile record(String path, FileState attributes) throws HostFileException {
        byte[] text = path.getBytes(StandardCharsets.UTF_8);
        int index = files.freeIndex().orElse(0);
        if (path.indexOf('\n') >= 0) {
            throw new HostFileException(HostError.INVALID, path, "cannot cover a path with a line feed");
        }
        if (index == 0
                || text.length > LONGEST_PATH
                || !WriteOrder.fits(setting.realPlace().apply(path))) {
            throw new HostFileException(HostError.OTHER, path, "too many files or too long a path");
        }
        int slot = journal.add(JournalSlots.Kind.FILE, index, 0, 0, 0, ByteBuffer.wrap(text));
        if (slot < 0) {
            throw new HostFileException(HostError.OTHER, path, "the journal of covered files is full");
        }
        return add(index, path, attributes);
    }

    /** Uncovers everything, fails the waiting writes, and ends the connection. */
    void close() {
        quietly("uncover", setting.directory().toString(), () -> {
            Failures failures = new Failures();
            uncoverAllBut(Set.of(), failures);
            failures.throwFirst();
        });
        writes.all().forEach(write -> writes.fail(write.ticket(), Numbers.EPERM));
        // A request that the kernel has queued before is answered first.
        askServer();
        end();
        quietly("unmount", setting.directory().toString(), connector::disconnect);
        try {
            Files.deleteIfExists(setting.journal());
        } catch (IOException failure) {
            LOG.warn("cannot delete a file path={} error={}", setting.journal(), failure.getMessage());
        }
    }

    /**
     * Waits until the server has handled all earlier requests. A child process sends a request: a thread of the agent that waits for the
     * agent's own server keeps a killed agent from ending.
     */
    void askServer() {
        quietly(
                "ask",
                setting.directory().toString(),
                () -> setting.namespace().change(shell -> {
                    shell.ask(setting.directory().toString());
                    return true;
                }));
    }

    /** Ends the server as the kernel does for a killed process; mounts and the journal stay. */
    void end() {
        replacements.close();
        server.stop();
        device.close();
        leftWrites.close();
        realWrites.close();
        realReads.close();
        files.all().forEach(file -> {
            file.mounted().removeAll();
            file.real().close();
        });
        try {
            journal.close();
        } catch (IOException failure) {
            LOG.warn("cannot close a file path={} error={}", setting.journal(), failure.getMessage());
        }
    }

    private interface Step {
        void run() throws HostFileException;
    }

    private static void quietly(String action, String path, Step step) {
        try {
            step.run();
        } catch (HostFileException failure) {
            LOG.error("a step to end the covers failed step={} path={} error={}", action, path, failure.getMessage());
        }
    }

    private final class FileActions implements WriterQueue.Actions {

        private final CoveredFile file;

        FileActions(CoveredFile file) {
            this.file = file;
        }

        @Override
        public OpenCover admit(Opener opener) {
            return operations.admit(opener);
        }

        @Override
        public void sendOn(Opener opener) {
            operations.sendOn(opener);
        }

        @Override
        public void replaceTop() {
            replacements.start(file);
        }
    }

    /** Ends the connection as soon as nobody has a cover open and no write waits, unless a file is covered before. */
    void endWhenUnused() {
        ending = true;
        server.run(this::closedLast);
    }

    /** A writer can close the cover before the server has forgotten the write. */
    private void answeredLast() {
        if (ending) {
            server.run(this::closedLast);
        }
    }

    private void closedLast() {
        if (ending && isUnused()) {
            new Thread(() -> unused.accept(this), "bailiff-covers-end").start();
        }
    }

    private boolean isUnused() {
        return covered().isEmpty() && writes.isEmpty() && !operations.hasOpenCovers();
    }

    /** Returns true if {@link #endWhenUnused} was called, and no file is covered since. */
    boolean isEnding() {
        return ending;
    }
}

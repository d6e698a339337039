// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Control files in a directory, an interceptor for the files, and a thread that decides: writes that begin with "hold" wait for the test,
 * all others are made. The real files have a second name outside of the covered directory.
 */
final class CoveredHost {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long LONG_SECONDS = 60;

    final BlockingQueue<Writing> held = new LinkedBlockingQueue<>();
    /** All writes. */
    final Queue<Writing> seen = new ConcurrentLinkedQueue<>();

    private final Path directory;
    private final Path base;
    private final Path real;
    private final MountNamespace namespace;
    private final List<Process> processes = new ArrayList<>();
    private FuseWriteInterceptor interceptor;
    private Thread deciding;

    CoveredHost(Path directory) throws Exception {
        this(directory, MountNamespace.own(LIMIT));
    }

    CoveredHost(Path directory, MountNamespace namespace) throws Exception {
        this.directory = directory;
        this.base = Files.createDirectory(directory.resolve("files"));
        Files.createDirectory(directory.resolve("state"));
        this.real = Files.createDirectory(directory.resolve("real"));
        this.namespace = namespace;
        this.interceptor = FuseWriteInterceptor.open(setting());
        this.deciding = decide();
    }

    private Setting setting() {
        return setting(directory, namespace);
    }

    /** Returns the places of a host in a directory. */
    static Setting setting(Path directory) {
        return setting(directory, MountNamespace.own(LIMIT));
    }

    private static Setting setting(Path directory, MountNamespace namespace) {
        Path files = directory.resolve("files");
        Path real = directory.resolve("real");
        return new Setting(directory.resolve("covers"), directory.resolve("state"), namespace, path -> {
            Path file = Path.of(path);
            return file.startsWith(files) ? real.resolve(files.relativize(file)).toString() : path;
        });
    }

    Path mountPoint() {
        return directory.resolve("covers");
    }

    FuseWriteInterceptor interceptor() {
        return interceptor;
    }

    /** Creates a control file that root can write and nobody can read. */
    Path file(String name) throws IOException {
        Path file = Files.createFile(base.resolve(name));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        Files.deleteIfExists(real.resolve(name));
        Files.createLink(real.resolve(name), file);
        return file;
    }

    /** Returns the file under the covers. */
    Path real(Path file) {
        return real.resolve(file.getFileName());
    }

    void cover(Path... files) throws HostFileException {
        interceptor.coverOnly(paths(files));
    }

    static Set<String> paths(Path... files) {
        return Set.copyOf(List.of(files).stream().map(Path::toString).toList());
    }

    /** Leaves the interceptor to another process. */
    void abandon() throws Exception {
        interceptor.abandon();
        deciding.interrupt();
        deciding.join();
    }

    /** Ends the interceptor as a kill of the agent does, and opens the next. */
    void kill() throws Exception {
        abandon();
        next();
    }

    /** Opens the next interceptor. */
    void next() throws Exception {
        held.clear();
        interceptor = FuseWriteInterceptor.open(setting());
    }

    /** Lets the next interceptor decide. */
    void takeOver(Set<Long> tickets) {
        interceptor.takeOver(tickets);
        deciding = decide();
    }

    private Thread decide() {
        FuseWriteInterceptor current = interceptor;
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    for (Writing writing : current.await(Duration.ofSeconds(1))) {
                        seen.add(writing);
                        if (writing.text().startsWith("hold")) {
                            held.add(writing);
                        } else {
                            current.perform(writing.ticket());
                        }
                    }
                }
            } catch (HostFileException | InterruptedException ended) {
                // The test is over, or the interceptor was killed.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    Writing nextHeld() throws InterruptedException {
        Writing next = held.poll(LONG_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a held write").isNotNull();
        return next;
    }

    Process write(String text, Path file) throws IOException {
        return start("echo " + text + " > " + file);
    }

    Process start(String script) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    static int exitOf(Process process) throws InterruptedException {
        assertThat(process.waitFor(LONG_SECONDS, TimeUnit.SECONDS))
                .as("answered")
                .isTrue();
        return process.exitValue();
    }

    static String outputOf(Process process) throws Exception {
        exitOf(process);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Returns the mounts below the test's directory. */
    List<String> mounts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(directory.toString()))
                .toList();
    }

    void close() throws Exception {
        interceptor.close();
        deciding.interrupt();
        deciding.join();
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        removeMounts(mounts());
    }

    /** Unmounts what a failed test has left. */
    private static void removeMounts(Collection<String> lines) {
        for (String line : lines) {
            try {
                FuseCalls.umount2(line.split(" ")[4], FuseCalls.DETACH);
            } catch (LastErrorException noMount) {
                // Gone already, or with another mount.
            }
        }
    }
}

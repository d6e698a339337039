// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.WriteInterceptor.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Control files with the effects of a program, for the processes of this machine: in place of sysfs. The interceptor of the files is the
 * program's, and its covers are not found by the interceptor under test: their source in the table of mounts is another.
 */
public final class ServedFiles implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String MOUNT = """
            #!/bin/sh
            for word do
              shift
              [ "$word" != bailiff ] || word=served
              set -- "$@" "$word"
            done
            exec /usr/bin/mount "$@"
            """;

    private final Path root;
    private final FuseWriteInterceptor interceptor;
    private final ToIntFunction<Writing> effect;
    private final Thread serving;
    private final Set<String> paths = new HashSet<>();

    /**
     * Serves no file yet.
     *
     * @param directory a directory for this object alone
     * @param root the parent of all files
     * @param effect makes a write, and returns the errno or 0; the path of the write is relative to the root, with a slash in front
     */
    public ServedFiles(Path directory, Path root, ToIntFunction<Writing> effect) throws IOException {
        this.root = root;
        this.effect = effect;
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Path mount = Files.writeString(tools.resolve("mount"), MOUNT);
        Files.setPosixFilePermissions(mount, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path written = Files.createFile(directory.resolve("written"));
        this.interceptor = FuseWriteInterceptor.open(new Setting(
                directory.resolve("mount"),
                Files.createDirectories(directory.resolve("state")),
                new MountNamespace(
                        List.of("env", "PATH=" + tools + ":/usr/sbin:/usr/bin:/sbin:/bin"),
                        "",
                        Path.of("/proc/self/mountinfo"),
                        LIMIT),
                path -> written.toString()));
        this.serving = new Thread(this::serve, "served-files");
        serving.setDaemon(true);
        serving.start();
    }

    /** Adds and removes files, so that exactly these are there. */
    public synchronized void serveOnly(Set<String> wanted) throws IOException {
        Set<String> gone = new HashSet<>(paths);
        gone.removeAll(wanted);
        paths.removeAll(gone);
        interceptor.coverOnly(places());
        for (String path : gone) {
            Path file = root.resolve(path.substring(1));
            removeMounts(file);
            Files.delete(file);
        }
        for (String path : wanted) {
            Path file = root.resolve(path.substring(1));
            if (paths.add(path)) {
                Files.createDirectories(file.getParent());
                Files.createFile(file);
            }
        }
        interceptor.coverOnly(places());
    }

    /** Removes mounts that the interceptor does not recognise as covers, because their source has another name. */
    private static void removeMounts(Path file) {
        try {
            while (true) {
                FuseCalls.umount2(file.toString(), FuseCalls.DETACH);
            }
        } catch (LastErrorException noMount) {
            // Nothing is mounted any more.
        }
    }

    private Set<String> places() {
        Set<String> places = new HashSet<>();
        paths.forEach(path -> places.add(root + path));
        return places;
    }

    private void serve() {
        try {
            while (true) {
                for (Writing writing : interceptor.await(LIMIT)) {
                    answer(writing);
                }
            }
        } catch (HostFileException | InterruptedException ended) {
            // The test is over.
        }
    }

    private void answer(Writing writing) {
        int errno = effect.applyAsInt(new Writing(
                writing.ticket(),
                writing.thread(),
                writing.path().substring(root.toString().length()),
                writing.text()));
        if (errno == 0) {
            interceptor.perform(writing.ticket());
        } else {
            interceptor.fail(writing.ticket(), errno);
        }
    }

    @Override
    public void close() throws IOException {
        serving.interrupt();
        interceptor.close();
    }
}

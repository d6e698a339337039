// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes files of a directory read-only by a read-only mount of each file over itself. The kernel checks a mount before the file is opened
 * (do_dentry_open in fs/open.c), so that a writer fails with EROFS, and a reader notices nothing.
 *
 * <p>The list of the mounts is the only state: a later agent finds the mounts of an earlier one there. Any mount over a file of the directory
 * counts as a mount of the agent.
 */
final class ReadOnlyMounts {

    private final MountNamespace namespace;
    private final String directory;

    /** @param directory the directory, with a slash at the end */
    ReadOnlyMounts(MountNamespace namespace, String directory) {
        this.namespace = namespace;
        this.directory = directory;
    }

    /**
     * Makes exactly these files of the directory read-only.
     *
     * @param paths the files; a path without a file is left out
     */
    void only(Set<String> paths) throws HostFileException {
        Set<String> readOnly = new HashSet<>();
        List<String> surplus = new ArrayList<>();
        Set<String> vanished = new HashSet<>();
        for (ReadOnlyMount mount : mounts()) {
            if (mount.gone()) {
                vanished.add(mount.point());
            } else if (!mount.isReadOnly() || !paths.contains(mount.point()) || !readOnly.add(mount.point())) {
                surplus.add(mount.point());
            }
        }
        // A look at the path makes the kernel remove the mount over a file that has gone (d_invalidate in fs/dcache.c).
        vanished.forEach(this::exists);
        Failures failures = new Failures();
        if (!surplus.isEmpty()) {
            failures.collect(() -> detach(surplus));
        }
        Set<String> missing = new TreeSet<>();
        paths.stream().filter(path -> !readOnly.contains(path) && exists(path)).forEach(missing::add);
        if (!missing.isEmpty()) {
            failures.collect(() -> mount(missing));
        }
        failures.throwFirst();
    }

    private boolean exists(String path) {
        return Files.exists(Path.of(namespace.place(path)));
    }

    private void detach(List<String> points) throws HostFileException {
        namespace.change(shell -> {
            shell.detach(points);
            return true;
        });
    }

    /** The list of the mounts shows the result: a file may go meanwhile, and an old mount(8) may make a mount that is writable. */
    private void mount(Set<String> paths) throws HostFileException {
        String why = "the mount is not read-only: mount(8) must be from util-linux";
        try (BindTable table = BindTable.readOnly(paths)) {
            namespace.change(shell -> {
                shell.bind(table);
                return true;
            });
        } catch (HostFileException failure) {
            why = String.valueOf(failure.getMessage());
        }
        Set<String> left = new TreeSet<>(paths);
        mounts().stream()
                .filter(ReadOnlyMount::isReadOnly)
                .map(ReadOnlyMount::point)
                .forEach(left::remove);
        left.removeIf(path -> !exists(path));
        if (!left.isEmpty()) {
            throw new HostFileException(HostError.OTHER, left.iterator().next(), why);
        }
    }

    private List<ReadOnlyMount> mounts() throws HostFileException {
        try {
            return ReadOnlyMount.parse(
                    Files.readAllLines(namespace.mountInfo(), StandardCharsets.UTF_8).stream(), directory);
        } catch (IOException failure) {
            throw new HostFileException(
                    HostError.OTHER, namespace.mountInfo().toString(), String.valueOf(failure.getMessage()));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mounts and unmounts the covers of one FUSE file system. A change of a file's covers needs the lock of the {@link CoveredFile}.
 */
final class CoverMounts {

    private final MountNamespace namespace;
    private final String directory;
    private final String device;

    /**
     * @param directory the mount point of the file system
     * @param device the file system, as in mountinfo
     */
    CoverMounts(MountNamespace namespace, String directory, String device) {
        this.namespace = namespace;
        this.directory = directory;
        this.device = device;
    }

    /** Returns the mounted covers, in the order of their mounts. */
    List<MountTable.MountedCover> mounted() throws HostFileException {
        try {
            return MountTable.covers(namespace.mountInfo(), device);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private HostFileException unreadable(IOException failure) {
        return new HostFileException(
                HostError.OTHER, namespace.mountInfo().toString(), String.valueOf(failure.getMessage()));
    }

    /** Returns the topmost cover of a path; 0 if the path has no cover, or another mount is above. */
    long topmost(String path) throws HostFileException {
        try {
            return FileState.of(namespace.place(path))
                    .filter(state -> state.device().equals(device))
                    .map(FileState::inode)
                    .orElse(0L);
        } catch (LastErrorException failure) {
            throw new HostFileException(HostError.OTHER, path, "errno " + failure.getErrorCode());
        }
    }

    /** Returns true if a cover is the topmost mount of a path; false also if the path is unreadable. */
    boolean isTopmost(String path, long node) {
        try {
            return topmost(path) == node;
        } catch (HostFileException unreadable) {
            return false;
        }
    }

    /** Mounts a new cover over each file. */
    NewCovers bind(Collection<CoveredFile> files) {
        return new NewCovers(this, namespace, directory).mount(files);
    }

    /** Mounts a new top cover. */
    void bind(CoveredFile file) throws HostFileException {
        NewCovers covers = bind(List.of(file));
        HostFileException failure = covers.failed().get(file);
        if (failure != null) {
            throw failure;
        }
        covers.nodes().forEach(CoveredFile::top);
    }

    /** Unmounts all covers except for the lower cover: the top cover, and a cover that was mounted too late. */
    void detachTop(CoveredFile file) throws HostFileException {
        long lower = mounted().stream()
                .filter(cover -> cover.path().equals(file.path()) && !cover.gone())
                .findFirst()
                .map(MountTable.MountedCover::node)
                .orElse(0L);
        for (long top = topmost(file.path()); top != lower && top != 0; top = topmost(file.path())) {
            detach(List.of(file.path()));
            file.mounted().remove(top);
        }
    }

    /**
     * Unmounts all covers of the files except for the lower covers, by one process. A file under another mount keeps all covers.
     *
     * @param files the files; the caller lets no other thread change the files
     */
    void detachTops(Collection<CoveredFile> files) throws HostFileException {
        Map<String, CoveredFile> byPath = new HashMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        List<String> targets = new ArrayList<>();
        Set<String> withLower = new HashSet<>();
        for (MountTable.MountedCover cover : mounted()) {
            CoveredFile file = byPath.get(cover.path());
            if (file != null && !cover.gone() && isTopmost(file.path(), file.top()) && !withLower.add(file.path())) {
                targets.add(file.path());
                file.mounted().remove(cover.node());
            }
        }
        detach(targets);
    }

    /**
     * Unmounts the covers of a file that no path leads to any more. The look at the path makes a newer kernel unmount the covers itself
     * (d_invalidate in fs/dcache.c).
     */
    void removeLeftovers(CoveredFile file) throws HostFileException {
        topmost(file.path());
        for (long node : file.mounted().nodes()) {
            file.mounted().link(node).ifPresent(namespace::detachByDescriptor);
        }
    }

    /**
     * Unmounts all covers of the paths, also those of an earlier connection; stops at another mount.
     *
     * @return the failures, by path
     */
    Map<String, HostFileException> uncover(Collection<String> paths) {
        Map<String, HostFileException> failures = new HashMap<>();
        try {
            detach(targets(paths));
        } catch (HostFileException failure) {
            stillCovered(paths).forEach(path -> failures.put(path, failure));
        }
        return failures;
    }

    /** Returns the paths that still have covers; all paths if the mounts are unreadable. */
    private Collection<String> stillCovered(Collection<String> paths) {
        try {
            return Set.copyOf(targets(paths));
        } catch (HostFileException unreadable) {
            return paths;
        }
    }

    /** Returns the paths with covers, each as often as the path has covers. */
    private List<String> targets(Collection<String> paths) throws HostFileException {
        if (paths.isEmpty()) {
            return List.of();
        }
        try {
            Map<String, Integer> covers = MountTable.topmostCovers(namespace.mountInfo());
            return paths.stream()
                    .flatMap(path -> Collections.nCopies(covers.getOrDefault(path, 0), path).stream())
                    .toList();
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private void detach(List<String> targets) throws HostFileException {
        if (!targets.isEmpty()) {
            namespace.change(shell -> {
                shell.detach(targets);
                return true;
            });
        }
    }
}

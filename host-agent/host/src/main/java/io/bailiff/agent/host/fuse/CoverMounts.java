// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.io.IOException;
import java.util.List;

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

    /** Mounts the lower and the top cover. The server must know that no writer may use the lower cover. */
    void cover(CoveredFile file) throws HostFileException {
        bind(file);
        bind(file);
    }

    /** Mounts a new top cover. */
    void bind(CoveredFile file) throws HostFileException {
        long node = CoverNode.create(file.index());
        file.mounted().add(node);
        namespace.change(shell -> {
            shell.bind(directory + "/" + node, file.path());
            return node;
        });
        if (topmost(file.path()) != node) {
            throw new HostFileException(HostError.OTHER, file.path(), "another mount covers the file");
        }
        open(file, node);
        file.top(node);
    }

    private void open(CoveredFile file, long node) throws HostFileException {
        try {
            file.mounted().open(node, namespace.place(file.path()));
        } catch (LastErrorException failure) {
            throw new HostFileException(HostError.OTHER, file.path(), "errno " + failure.getErrorCode());
        }
    }

    /** Unmounts all covers except for the lower cover: the top cover, and a cover that was mounted too late. */
    void detachTop(CoveredFile file) throws HostFileException {
        long lower = mounted().stream()
                .filter(cover -> cover.path().equals(file.path()) && !cover.gone())
                .findFirst()
                .map(MountTable.MountedCover::node)
                .orElse(0L);
        for (long top = topmost(file.path()); top != lower && top != 0; top = topmost(file.path())) {
            detach(file.path());
            file.mounted().remove(top);
        }
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

    /** Unmounts all covers of a path, also those of an earlier connection; stops at another mount. */
    void uncover(String path) throws HostFileException {
        while (isTopmost(path)) {
            detach(path);
        }
    }

    private boolean isTopmost(String path) throws HostFileException {
        try {
            return MountTable.isCover(namespace.mountInfo(), path);
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    private void detach(String path) throws HostFileException {
        namespace.change(shell -> {
            shell.detach(path);
            return path;
        });
    }
}

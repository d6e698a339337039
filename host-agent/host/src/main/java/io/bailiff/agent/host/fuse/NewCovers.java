// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mounts a new cover over each of several files by one process. A file whose mount fails or hangs does not keep the other files from their
 * covers. The change of a file's covers needs the file's lock, or a file that {@link CoveredFile#isCovered} does not show as covered.
 */
final class NewCovers {

    /** The limit of hanging mounts in a change. After the limit all remaining files fail, and the change ends. */
    private static final int MOST_HANGING = 3;

    private final CoverMounts mounts;
    private final MountNamespace namespace;
    private final String directory;
    private final Map<CoveredFile, Long> nodes = new LinkedHashMap<>();
    private final Map<CoveredFile, HostFileException> failed = new LinkedHashMap<>();
    private int hanging;

    NewCovers(CoverMounts mounts, MountNamespace namespace, String directory) {
        this.mounts = mounts;
        this.namespace = namespace;
        this.directory = directory;
    }

    /** Mounts a cover over each file. */
    NewCovers mount(Collection<CoveredFile> files) {
        List<CoveredFile> left = List.copyOf(files);
        while (!left.isEmpty()) {
            left = mountUntilHanging(left);
        }
        return this;
    }

    /** Returns the node of the new cover, for each file with a new cover. */
    Map<CoveredFile, Long> nodes() {
        return nodes;
    }

    /** Returns the failure for each file without a new cover. */
    Map<CoveredFile, HostFileException> failed() {
        return failed;
    }

    /** Returns the files that were not reached because the mount of an earlier file hangs. */
    private List<CoveredFile> mountUntilHanging(List<CoveredFile> files) {
        Map<CoveredFile, Long> announced = new LinkedHashMap<>();
        files.forEach(file -> announced.put(file, announce(file)));
        HostFileException problem = bind(announced);
        int end = problem != null && problem.error() == HostError.TIMED_OUT ? endOfReached(announced) : files.size();
        files.subList(0, end).forEach(file -> check(file, announced.getOrDefault(file, 0L), problem));
        return files.subList(end, files.size());
    }

    /** Returns the index after the file whose mount hangs: the first file after the last mounted file. */
    private int endOfReached(Map<CoveredFile, Long> announced) {
        hanging++;
        int index = 0;
        int end = 1;
        for (Map.Entry<CoveredFile, Long> cover : announced.entrySet()) {
            index++;
            if (mounts.isTopmost(cover.getKey().path(), cover.getValue())) {
                end = index + 1;
            }
        }
        return hanging < MOST_HANGING ? Math.min(end, index) : index;
    }

    private static long announce(CoveredFile file) {
        long node = CoverNode.create(file.index());
        file.mounted().add(node);
        return node;
    }

    /** Returns the failure of at least one mount; null if all were mounted. */
    private @Nullable HostFileException bind(Map<CoveredFile, Long> announced) {
        Map<String, String> sources = new LinkedHashMap<>();
        announced.forEach((file, node) -> sources.put(file.path(), directory + "/" + node));
        try (BindTable table = BindTable.of(sources)) {
            namespace.change(shell -> {
                shell.bind(table);
                return true;
            });
            return null;
        } catch (HostFileException failure) {
            return failure;
        }
    }

    private void check(CoveredFile file, long node, @Nullable HostFileException problem) {
        String path = file.path();
        try {
            if (mounts.topmost(path) == node) {
                file.mounted().open(node, namespace.place(path));
                nodes.put(file, node);
            } else {
                failed.put(file, problem != null ? problem : notMounted(path));
            }
        } catch (HostFileException failure) {
            failed.put(file, failure);
        } catch (LastErrorException failure) {
            failed.put(file, new HostFileException(HostError.OTHER, path, "errno " + failure.getErrorCode()));
        }
    }

    private static HostFileException notMounted(String path) {
        return new HostFileException(
                HostError.OTHER,
                path,
                "another mount covers the file, or mount(8) is not from util-linux and mounts no second file over a file");
    }
}

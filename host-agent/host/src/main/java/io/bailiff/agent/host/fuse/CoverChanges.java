// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import io.bailiff.agent.host.HostFileException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Covers and uncovers files of a connection. The files of a change share its processes and its look at the mounts, so that a change of many
 * files costs about as much as a change of one. Only one change is made at a time.
 */
final class CoverChanges {

    private final CoverMounts mounts;
    private final CoverServer server;

    CoverChanges(CoverMounts mounts, CoverServer server) {
        this.mounts = mounts;
        this.server = server;
    }

    /** Returns true if the file is covered, and its path leads to the top cover. */
    boolean isIntact(CoveredFile file) {
        synchronized (file) {
            return file.isCovered() && mounts.isTopmost(file.path(), file.top());
        }
    }

    /**
     * Covers the files anew. First all lower covers are mounted, then all top covers: no writer may use a lower cover, and the server lets the
     * openers of a suspended file wait.
     *
     * @param files the files with the attributes under the covers
     */
    void cover(Map<CoveredFile, FileState> files, Failures failures) {
        List<CoveredFile> bare = removeMounts(files.keySet(), failures);
        for (CoveredFile file : bare) {
            forget(file);
            file.attributes(files.getOrDefault(file, file.attributes()));
            server.change(file, WriterQueue::suspend);
        }
        NewCovers lower = mounts.bind(bare);
        NewCovers top = mounts.bind(lower.nodes().keySet());
        use(top);
        Map<CoveredFile, HostFileException> failed = new LinkedHashMap<>(lower.failed());
        failed.putAll(top.failed());
        failed.values().forEach(failures::add);
        // A half-covered file would let its openers wait for ever.
        uncover(failed.keySet(), failures);
    }

    /**
     * Replaces the top covers of suspended files. The caller lets no other thread change the files.
     *
     * @return the files with a failed replacement
     */
    Collection<CoveredFile> replaceTops(Collection<CoveredFile> files) {
        try {
            mounts.detachTops(files);
        } catch (HostFileException failure) {
            return files;
        }
        NewCovers top = mounts.bind(files);
        use(top);
        return top.failed().keySet();
    }

    /** Lets the writers use new top covers. */
    private void use(NewCovers top) {
        top.nodes().forEach((file, node) -> {
            file.top(node);
            server.change(file, queue -> queue.top(node));
        });
    }

    /** Uncovers the files. Openers that wait are sent to the files under the covers. */
    void uncover(Collection<CoveredFile> files, Failures failures) {
        for (CoveredFile file : removeMounts(files, failures)) {
            forget(file);
            server.change(file, WriterQueue::uncover);
        }
    }

    private static void forget(CoveredFile file) {
        file.forgetCovers();
        file.real().renew();
    }

    /** Unmounts the covers, and returns the files without covers. No top cover is replaced meanwhile, and afterwards. */
    private List<CoveredFile> removeMounts(Collection<CoveredFile> files, Failures failures) {
        Map<CoveredFile, Long> tops = new LinkedHashMap<>();
        for (CoveredFile file : files) {
            failures.collect(() -> {
                synchronized (file) {
                    mounts.removeLeftovers(file);
                    tops.put(file, file.top());
                    file.top(0);
                }
            });
        }
        Map<String, HostFileException> failed =
                mounts.uncover(tops.keySet().stream().map(CoveredFile::path).toList());
        failed.values().forEach(failures::add);
        // The next change finds such a file still covered, and uncovers again.
        tops.forEach((file, top) -> file.top(failed.containsKey(file.path()) ? top : 0));
        return tops.keySet().stream()
                .filter(file -> !failed.containsKey(file.path()))
                .toList();
    }
}

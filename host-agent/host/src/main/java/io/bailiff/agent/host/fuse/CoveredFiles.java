// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files that a connection covers or has covered, by index. An index names the same path as long as the connection exists. */
final class CoveredFiles {

    private final Map<Integer, CoveredFile> byIndex = new ConcurrentHashMap<>();

    void put(CoveredFile file) {
        byIndex.put(file.index(), file);
    }

    /** Returns the file of a cover; null if the node is unknown. */
    @Nullable
    CoveredFile of(long node) {
        return byIndex.get(CoverNode.index(node));
    }

    Optional<CoveredFile> of(String path) {
        return byIndex.values().stream()
                .filter(file -> file.path().equals(path))
                .findFirst();
    }

    Collection<CoveredFile> all() {
        return List.copyOf(byIndex.values());
    }

    /** Returns an index without a file; empty if there is none. */
    Optional<Integer> freeIndex() {
        for (int index = 1; index <= CoverNode.MOST_FILES; index++) {
            if (!byIndex.containsKey(index)) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }
}

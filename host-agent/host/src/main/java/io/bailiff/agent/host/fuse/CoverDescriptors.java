// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The covers of one file, each with a descriptor of its mount. When a driver is unloaded, the kernel can leave a mount over a file that no
 * path leads to any more; only the descriptor still names the mount.
 */
final class CoverDescriptors {

    private static final int NONE = -1;

    private final Map<Long, Integer> descriptors = new ConcurrentHashMap<>();

    /** Announces a cover that is about to be mounted. */
    void add(long node) {
        descriptors.put(node, NONE);
    }

    /** Opens the topmost mount of a path, which is the mount of the cover. */
    void open(long node, String place) throws LastErrorException {
        descriptors.put(node, FuseCalls.open(place, FuseCalls.PATH_ONLY | FuseCalls.CLOSE_ON_EXEC));
    }

    boolean contains(long node) {
        return descriptors.containsKey(node);
    }

    List<Long> nodes() {
        return List.copyOf(descriptors.keySet());
    }

    /** Returns a path that names the mount of a cover also without the covered file; empty if the mount was never opened. */
    Optional<String> link(long node) {
        return Optional.ofNullable(descriptors.get(node))
                .filter(descriptor -> descriptor != NONE)
                .map(descriptor -> "/proc/self/fd/" + descriptor);
    }

    /** Forgets a cover that is no longer mounted. */
    void remove(long node) {
        Integer descriptor = descriptors.remove(node);
        if (descriptor != null && descriptor != NONE) {
            FuseCalls.closeQuietly(descriptor);
        }
    }

    void removeAll() {
        nodes().forEach(this::remove);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Compares the labels of a pool with the devices that the labels name. */
public final class PoolMembers {

    /** A pool of more parts than that is not believed: the number comes from a disk. */
    private static final long MOST_PARTS = 10_000;

    private PoolMembers() {}

    /**
     * Returns true if every device that the labels name has a label among the given labels, and every part of every pool has one.
     * A label names the devices of its own part of the pool only, and the number of parts.
     */
    public static boolean areComplete(Collection<ZfsLabel> labels) {
        return labels.stream().collect(Collectors.groupingBy(ZfsLabel::poolGuid)).values().stream()
                .allMatch(PoolMembers::isComplete);
    }

    private static boolean isComplete(List<ZfsLabel> pool) {
        Set<Long> devices = pool.stream().map(ZfsLabel::guid).collect(Collectors.toSet());
        Set<Long> parts = new HashSet<>(pool.stream().map(ZfsLabel::topLevel).toList());
        ZfsLabel newest =
                pool.stream().max(Comparator.comparingLong(ZfsLabel::txg)).orElseThrow();
        parts.addAll(newest.holes());
        return newest.topLevels() <= MOST_PARTS
                && LongStream.range(0, newest.topLevels()).allMatch(parts::contains)
                && pool.stream().allMatch(label -> devices.containsAll(label.siblings()));
    }
}

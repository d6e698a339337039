// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The first of the four labels that ZFS keeps on a device of a pool ({@code vdev_label_t} in OpenZFS, include/sys/vdev_impl.h): 8 KiB
 * blank, 8 KiB boot header, 112 KiB with the configuration as a list of named values, and the uberblocks.
 *
 * @param pool the name of the pool; null for a spare or a cache device, whose label has none
 * @param poolGuid the number of the pool; 0 if the label has none
 * @param guid the number of the device
 * @param state the state of the pool when the label was written
 * @param txg the transaction group of the label; the highest of a pool is the newest
 * @param topLevel the place of the device's part of the pool (a mirror, a RAID-Z, a log) among all parts
 * @param topLevels the number of places
 * @param holes the places that are empty
 * @param siblings the numbers of all devices in the same part of the pool, with the device itself
 */
public record ZfsLabel(
        @Nullable String pool,
        long poolGuid,
        long guid,
        long state,
        long txg,
        long topLevel,
        long topLevels,
        Set<Long> holes,
        Set<Long> siblings) {

    /** The number of bytes at the beginning of a device that {@link #read} needs. */
    public static final int BYTES = 128 * 1024;

    private static final int CONFIGURATION = 16 * 1024;
    /** {@code zio_eck_t}: the checksum at the end of the configuration. */
    private static final int CHECKSUM = 40;

    /** {@code POOL_STATE_DESTROYED} in include/sys/fs/zfs.h. */
    private static final long DESTROYED = 2;

    public ZfsLabel {
        holes = Set.copyOf(holes);
        siblings = Set.copyOf(siblings);
    }

    /** Returns the label at the beginning of a device; empty if the device has none there. */
    public static Optional<ZfsLabel> read(byte[] start) {
        if (start.length < BYTES) {
            return Optional.empty();
        }
        ByteBuffer configuration = ByteBuffer.wrap(start).slice(CONFIGURATION, BYTES - CONFIGURATION - CHECKSUM);
        return NvListReader.read(configuration).flatMap(ZfsLabel::of);
    }

    private static Optional<ZfsLabel> of(NvList list) {
        if (list.number("guid").isEmpty() || list.number("state").isEmpty()) {
            return Optional.empty();
        }
        Optional<NvList> tree = list.list("vdev_tree");
        return Optional.of(new ZfsLabel(
                list.text("name").orElse(null),
                list.number("pool_guid").orElse(0L),
                list.number("guid").orElseThrow(),
                list.number("state").orElseThrow(),
                list.number("txg").orElse(0L),
                tree.flatMap(top -> top.number("id")).orElse(0L),
                list.number("vdev_children").orElse(1L),
                Set.copyOf(list.numbers("hole_array")),
                tree.map(ZfsLabel::leaves).orElse(Set.of())));
    }

    /** Returns the devices at the lower end of the tree. The reader of the list has limited the depth of the tree. */
    private static Set<Long> leaves(NvList tree) {
        Set<Long> leaves = new HashSet<>();
        List<NvList> children = tree.lists("children");
        if (children.isEmpty()) {
            tree.number("guid").ifPresent(leaves::add);
        }
        children.forEach(child -> leaves.addAll(leaves(child)));
        return leaves;
    }

    /** Returns true if the pool was destroyed after the last use of the device. */
    public boolean isDestroyed() {
        return state == DESTROYED;
    }
}

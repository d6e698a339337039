// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.zfs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the beginning of a device with a label of ZFS, and lists of named values in the XDR encoding: version and flags; then for each
 * value its encoded size, decoded size, name, type, number of elements, and data; two zeros at the end.
 */
public final class ZfsLabelBytes {

    private static final int CONFIGURATION = 16 * 1024;

    private final ByteArrayOutputStream pairs = new ByteArrayOutputStream();

    /** Returns the start of a member of a pool of one mirror: {@code guid} and the other devices of the mirror. */
    public static byte[] mirror(String pool, long poolGuid, long guid, long... others) {
        return member(pool, poolGuid, guid, 0, 1, others).start();
    }

    /** Returns the configuration of a device in the given part of a pool. */
    public static ZfsLabelBytes member(String pool, long poolGuid, long guid, long part, long parts, long... others) {
        return new ZfsLabelBytes()
                .number("version", 5000)
                .text("name", pool)
                .number("state", 0)
                .number("txg", 7)
                .number("pool_guid", poolGuid)
                .number("guid", guid)
                .number("vdev_children", parts)
                .list("vdev_tree", tree(part, guid, others));
    }

    private static ZfsLabelBytes tree(long part, long guid, long... others) {
        ZfsLabelBytes[] children = new ZfsLabelBytes[others.length + 1];
        children[0] = disk(guid);
        for (int i = 0; i < others.length; i++) {
            children[i + 1] = disk(others[i]);
        }
        return new ZfsLabelBytes()
                .text("type", "mirror")
                .number("id", part)
                .number("guid", 99)
                .lists("children", children);
    }

    private static ZfsLabelBytes disk(long guid) {
        return new ZfsLabelBytes().text("type", "disk").number("guid", guid);
    }

    /** Returns the start of a spare: such a label has neither the name of a pool nor a tree. */
    public static byte[] spare(long guid) {
        return new ZfsLabelBytes()
                .number("version", 5000)
                .number("state", 3)
                .number("guid", guid)
                .start();
    }

    public ZfsLabelBytes number(String name, long value) {
        return pair(name, 8, 1, out -> out.writeLong(value));
    }

    public ZfsLabelBytes text(String name, String value) {
        return pair(name, 9, 1, out -> string(out, value));
    }

    public ZfsLabelBytes flag(String name) {
        return pair(name, 1, 0, out -> {});
    }

    public ZfsLabelBytes numbers(String name, Long... values) {
        return pair(name, 16, values.length, out -> {
            out.writeInt(values.length);
            for (long value : values) {
                out.writeLong(value);
            }
        });
    }

    public ZfsLabelBytes list(String name, ZfsLabelBytes value) {
        return pair(name, 19, 1, out -> out.write(value.body()));
    }

    public ZfsLabelBytes lists(String name, ZfsLabelBytes... values) {
        return pair(name, 20, values.length, out -> {
            for (ZfsLabelBytes value : List.of(values)) {
                out.write(value.body());
            }
        });
    }

    /** Returns the first 256 KiB of a device with the list as configuration. */
    public byte[] start() {
        byte[] start = new byte[256 * 1024];
        byte[] list = encoded();
        System.arraycopy(list, 0, start, CONFIGURATION, list.length);
        return start;
    }

    /** Returns the list with its header: XDR, written by a little-endian machine. */
    public byte[] encoded() {
        byte[] body = body();
        byte[] encoded = new byte[body.length + 4];
        encoded[0] = 1;
        encoded[1] = 1;
        System.arraycopy(body, 0, encoded, 4, body.length);
        return encoded;
    }

    private byte[] body() {
        byte[] values = pairs.toByteArray();
        byte[] body = Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}, 8 + values.length + 8);
        System.arraycopy(values, 0, body, 8, values.length);
        return body;
    }

    private ZfsLabelBytes pair(String name, int type, int count, Value value) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            string(out, name);
            out.writeInt(type);
            out.writeInt(count);
            value.write(out);
            DataOutputStream all = new DataOutputStream(pairs);
            all.writeInt(bytes.size() + 8);
            all.writeInt(bytes.size() + 8);
            all.write(bytes.toByteArray());
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(Arrays.copyOf(bytes, (bytes.length + 3) & ~3));
    }

    private interface Value {
        void write(DataOutputStream out) throws IOException;
    }
}

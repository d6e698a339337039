// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import java.nio.ByteBuffer;

/** The contents of answers (include/uapi/linux/fuse.h). The kernel keeps all attributes and names: no cover changes or moves. */
final class FuseAnswers {

    static final int MAJOR = 7;
    /** Linux 5.4; later kernels fall back to the version of the server. */
    static final int MINOR = 31;

    private static final long FOR_EVER = 1L << 31;
    private static final int BLOCK = 512;
    private static final int PAGE = 4096;
    private static final int DIRECTORY = 0040700;
    private static final int REGULAR = 0100000;
    private static final int PERMISSIONS = 07777;
    private static final int DIRECT_IO = 1;
    private static final int NO_FLUSH = 1 << 5;
    private static final int ATOMIC_TRUNCATION = 1 << 3;
    /** More than a page, so that a longer write than sysfs accepts arrives as one request, and is answered with a page. */
    private static final int LONGEST_WRITE = 2 * PAGE;

    private static final int LONGEST_NAME = 255;

    private FuseAnswers() {}

    /** Adds a {@code struct fuse_init_out}. The kernel sends no SETATTR for O_TRUNC; everything else is as simple as possible. */
    static void init(ByteBuffer answer) {
        answer.putInt(MAJOR).putInt(MINOR).putInt(0).putInt(ATOMIC_TRUNCATION);
        answer.putShort((short) 0).putShort((short) 0).putInt(LONGEST_WRITE).putInt(1);
        zeros(answer, 36);
    }

    /** Adds a {@code struct fuse_entry_out}. */
    static void entry(ByteBuffer answer, long node, FileState file) {
        answer.putLong(node)
                .putLong(0)
                .putLong(FOR_EVER)
                .putLong(FOR_EVER)
                .putInt(0)
                .putInt(0);
        attributes(answer, node, REGULAR | (file.mode() & PERMISSIONS), file);
    }

    /** Adds a {@code struct fuse_attr_out} of a cover. */
    static void attributes(ByteBuffer answer, long node, FileState file) {
        answer.putLong(FOR_EVER).putInt(0).putInt(0);
        attributes(answer, node, REGULAR | (file.mode() & PERMISSIONS), file);
    }

    /** Adds a {@code struct fuse_attr_out} of the root directory. */
    static void root(ByteBuffer answer) {
        answer.putLong(FOR_EVER).putInt(0).putInt(0);
        attributes(answer, CoverNode.ROOT, DIRECTORY, new FileState("", 0, DIRECTORY, 0, 0, 0, 0));
    }

    private static void attributes(ByteBuffer answer, long node, int mode, FileState file) {
        answer.putLong(node).putLong(file.size()).putLong((file.size() + BLOCK - 1) / BLOCK);
        answer.putLong(file.seconds()).putLong(file.seconds()).putLong(file.seconds());
        answer.putInt(0).putInt(0).putInt(0).putInt(mode).putInt(1);
        answer.putInt(file.owner()).putInt(file.group()).putInt(0).putInt(PAGE).putInt(0);
    }

    /**
     * Adds a {@code struct fuse_open_out}. Direct I/O passes each write on as it is. Without FLUSH (since Linux 5.16) a close does not wait
     * for the lock of a held writer of the same open file.
     */
    static void open(ByteBuffer answer, long handle) {
        answer.putLong(handle).putInt(DIRECT_IO | NO_FLUSH).putInt(0);
    }

    /** Adds a {@code struct fuse_statfs_out} of an empty file system. */
    static void fileSystem(ByteBuffer answer) {
        zeros(answer, 40);
        answer.putInt(PAGE).putInt(LONGEST_NAME).putInt(PAGE).putInt(0);
        zeros(answer, 24);
    }

    private static void zeros(ByteBuffer answer, int count) {
        for (int done = 0; done < count; done += Integer.BYTES) {
            answer.putInt(0);
        }
    }
}

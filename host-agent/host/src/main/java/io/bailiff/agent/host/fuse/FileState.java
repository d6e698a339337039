// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host.fuse;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The file system, the inode and the attributes of a file, by statx(2).
 *
 * @param device the file system, as in {@code /proc/PID/mountinfo}: {@code major:minor}
 * @param seconds the time of the last change
 */
record FileState(String device, long inode, int mode, int owner, int group, long size, long seconds) {

    private static final int LENGTH = 256;
    private static final int WORKING_DIRECTORY = -100;
    /** AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC: no request to the server of the file system, which may be the caller. */
    private static final int FROM_MEMORY = 0x800 | 0x4000;
    /** STATX_BASIC_STATS. */
    private static final int BASIC = 0x7ff;

    /** Returns the state of a file, with links followed, from the kernel's memory; empty if the file does not exist. */
    static Optional<FileState> of(String place) throws LastErrorException {
        try {
            return Optional.of(read(place));
        } catch (LastErrorException failure) {
            int errno = failure.getErrorCode();
            if (errno == Numbers.ENOENT || errno == Numbers.ENOTDIR || errno == Numbers.ENODEV) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static FileState read(String place) throws LastErrorException {
        try (Memory result = new Memory(LENGTH)) {
            result.clear();
            FuseCalls.statx(WORKING_DIRECTORY, place, FROM_MEMORY, BASIC, result);
            ByteBuffer status = result.getByteBuffer(0, LENGTH);
            return new FileState(
                    status.getInt(136) + ":" + status.getInt(140),
                    status.getLong(32),
                    status.getShort(28) & 0xffff,
                    status.getInt(20),
                    status.getInt(24),
                    status.getLong(40),
                    status.getLong(112));
        }
    }
}

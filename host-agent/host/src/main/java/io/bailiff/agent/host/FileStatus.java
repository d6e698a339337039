// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads the device number and the identity of a file by {@code statx(2)}. The offsets are those of {@code struct statx} in
 * include/uapi/linux/stat.h.
 */
final class FileStatus {

    private static final int LENGTH = 256;
    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int DEVICE_MAJOR = 128;
    private static final int DEVICE_MINOR = 132;
    private static final int FILE_SYSTEM_MAJOR = 136;
    private static final int FILE_SYSTEM_MINOR = 140;

    private static final int RELATIVE_TO_WORKING_DIRECTORY = -100;
    /** AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC: the answer comes from memory, and never waits for the server of a network file system. */
    private static final int FLAGS = 0x800 | 0x4000;
    /** STATX_TYPE | STATX_INO. The device numbers are always filled in. */
    private static final int MASK = 0x1 | 0x100;

    private static final int TYPE_BITS = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private FileStatus() {}

    /** Returns the number of a device file; empty for a file of any other kind. */
    static Optional<DeviceNumber> deviceNumber(String place) throws LastErrorException {
        ByteBuffer status = status(place);
        return switch (status.getShort(MODE) & TYPE_BITS) {
            case BLOCK_DEVICE -> Optional.of(number(DeviceNumber.Type.BLOCK, status));
            case CHARACTER_DEVICE -> Optional.of(number(DeviceNumber.Type.CHARACTER, status));
            default -> Optional.empty();
        };
    }

    /** The file system and the inode of a file. Two links to the same namespace have the same identity. */
    record Identity(int major, int minor, long inode) {}

    /** Returns the identity of a file, with links followed; empty if the file does not exist. */
    static Optional<Identity> identity(String place) throws LastErrorException {
        try {
            ByteBuffer status = status(place);
            return Optional.of(new Identity(
                    status.getInt(FILE_SYSTEM_MAJOR), status.getInt(FILE_SYSTEM_MINOR), status.getLong(INODE)));
        } catch (LastErrorException failure) {
            if (Errno.ENOENT.is(failure.getErrorCode()) || Errno.ENOTDIR.is(failure.getErrorCode())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static ByteBuffer status(String place) throws LastErrorException {
        byte[] result = new byte[LENGTH];
        Libc.statx(RELATIVE_TO_WORKING_DIRECTORY, place, FLAGS, MASK, result);
        return ByteBuffer.wrap(result).order(ByteOrder.nativeOrder());
    }

    private static DeviceNumber number(DeviceNumber.Type type, ByteBuffer status) {
        return new DeviceNumber(type, status.getInt(DEVICE_MAJOR), status.getInt(DEVICE_MINOR));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads the device number of a file by {@code statx(2)}. The offsets are those of {@code struct statx} in include/uapi/linux/stat.h. */
final class FileStatus {

    private static final int LENGTH = 256;
    private static final int MODE = 28;
    private static final int DEVICE_MAJOR = 128;
    private static final int DEVICE_MINOR = 132;

    private static final int RELATIVE_TO_WORKING_DIRECTORY = -100;
    /** AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC: the answer comes from memory, and never waits for the server of a network file system. */
    private static final int FLAGS = 0x800 | 0x4000;
    /** STATX_TYPE. The device number is always filled in. */
    private static final int MASK = 0x1;

    private static final int TYPE_BITS = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHARACTER_DEVICE = 0020000;

    private FileStatus() {}

    /** Returns the number of a device file; empty for a file of any other kind. */
    static Optional<DeviceNumber> deviceNumber(String place) throws LastErrorException {
        byte[] result = new byte[LENGTH];
        Libc.statx(RELATIVE_TO_WORKING_DIRECTORY, place, FLAGS, MASK, result);
        ByteBuffer status = ByteBuffer.wrap(result).order(ByteOrder.nativeOrder());
        return switch (status.getShort(MODE) & TYPE_BITS) {
            case BLOCK_DEVICE -> Optional.of(number(DeviceNumber.Type.BLOCK, status));
            case CHARACTER_DEVICE -> Optional.of(number(DeviceNumber.Type.CHARACTER, status));
            default -> Optional.empty();
        };
    }

    private static DeviceNumber number(DeviceNumber.Type type, ByteBuffer status) {
        return new DeviceNumber(type, status.getInt(DEVICE_MAJOR), status.getInt(DEVICE_MINOR));
    }
}

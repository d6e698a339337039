// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;

/**
 * The beginning of each packet of libvirt's remote protocol: seven big-endian integers (virnetprotocol.x, virNetMessageHeader, with the
 * length before the header).
 *
 * @param length the bytes of the packet, with the length itself
 * @param program the program of the procedure
 * @param version the version of the program
 * @param procedure the number of the procedure in the program
 * @param type the direction and the meaning of the packet
 * @param serial the number of the call; 0 for events
 * @param status the result of a call
 */
record PacketHeader(int length, int program, int version, int procedure, int type, int serial, int status) {

    /** The bytes of a header: VIR_NET_MESSAGE_LEN_MAX and VIR_NET_MESSAGE_HEADER_MAX. */
    static final int BYTES = 28;

    /** The bytes of the longest packet: VIR_NET_MESSAGE_MAX (16 MiB in old versions of libvirt, 32 MiB since) and VIR_NET_MESSAGE_LEN_MAX. */
    static final int LONGEST = 33_554_432 + 4;

    static final int CALL = 0;
    static final int REPLY = 1;
    static final int MESSAGE = 2;

    static final int OK = 0;
    static final int ERROR = 1;

    /** Reads a header from {@link #BYTES} bytes. */
    static PacketHeader read(ByteBuffer bytes) {
        return new PacketHeader(
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt());
    }

    /** Returns the header for messages to people. */
    String text() {
        return "program=0x" + Integer.toHexString(program) + " version=" + version + " procedure=" + procedure
                + " type=" + type + " serial=" + serial + " status=" + status + " length=" + length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;

/** The rules for the packets of one direction of a stream. Called by one thread at a time. */
interface PacketRules {

    /** Libvirt's main program, version 1 (remote_protocol.x). */
    int REMOTE = 0x2000_8086;

    /** Libvirt's keepalive program, version 1 (virkeepaliveprotocol.x): two messages without content. */
    int KEEPALIVE = 0x6b65_6570;

    int VERSION = 1;

    /**
     * Checks a header whose length is between the shortest and the longest packet.
     *
     * @return the number of bytes of the packet to hold back for {@link #requireContent}; 0 if the rest may pass unread
     * @throws RefusedPacketException if the packet may not pass
     */
    int require(PacketHeader header) throws RefusedPacketException;

    /** Checks the content of a packet that was held back. */
    default void requireContent(PacketHeader header, ByteBuffer content) throws RefusedPacketException {}

    /** Returns true for a keepalive message of either direction; throws if the packet is of the keepalive program and no such message. */
    static boolean isKeepAlive(PacketHeader header) throws RefusedPacketException {
        if (header.program() != KEEPALIVE) {
            return false;
        }
        boolean wellFormed = header.version() == VERSION
                && (header.procedure() == 1 || header.procedure() == 2)
                && header.type() == PacketHeader.MESSAGE
                && header.serial() == 0
                && header.status() == PacketHeader.OK
                && header.length() == PacketHeader.BYTES;
        if (!wellFormed) {
            throw new RefusedPacketException("malformed keepalive message", header);
        }
        return true;
    }

    /** Requires the main program. */
    static void requireRemote(PacketHeader header) throws RefusedPacketException {
        if (header.program() != REMOTE || header.version() != VERSION) {
            throw new RefusedPacketException("program not allowed", header);
        }
    }
}

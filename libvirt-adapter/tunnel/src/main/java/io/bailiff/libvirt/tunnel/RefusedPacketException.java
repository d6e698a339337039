// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

/** A packet that may not pass a tunnel. The stream of the packet ends, because the other end of the stream is not Bailiff's client or libvirt. */
public final class RefusedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedPacketException(String reason, PacketHeader header) {
        super(reason + ": " + header.text());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

/**
 * The end of a stream.
 *
 * @param refused true if a packet was refused: the other end is not Bailiff's client or libvirt, or is too new
 * @param reason the reason, for the log
 */
public record EndOfStream(boolean refused, String reason) {

    static EndOfStream of(String reason) {
        return new EndOfStream(false, reason);
    }

    static EndOfStream of(RefusedPacketException refused) {
        return new EndOfStream(true, String.valueOf(refused.getMessage()));
    }
}

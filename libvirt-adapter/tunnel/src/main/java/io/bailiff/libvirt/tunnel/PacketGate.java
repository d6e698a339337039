// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;

/**
 * Lets the packets of one direction of a stream pass, in pieces of any size. No byte of a packet passes before the rules have accepted the
 * header. Holds back at most a header and a short content; the rest of a packet passes as it comes. Used by one thread at a time.
 */
final class PacketGate {

    private final PacketRules rules;
    private final ByteBuffer header = ByteBuffer.allocate(PacketHeader.BYTES);
    private PacketHeader packet = new PacketHeader(0, 0, 0, 0, 0, 0, 0);
    private ByteBuffer content = ByteBuffer.allocate(0);
    private int rest;

    PacketGate(PacketRules rules) {
        this.rules = rules;
    }

    /**
     * Takes a piece of the stream.
     *
     * @param piece is read to the end
     * @return the bytes that may pass now, in a buffer of their own
     * @throws RefusedPacketException if a packet may not pass; the stream must end, and no byte of the piece passes
     */
    ByteBuffer pass(ByteBuffer piece) throws RefusedPacketException {
        ByteBuffer passing = ByteBuffer.allocate(header.position() + content.position() + piece.remaining());
        while (piece.hasRemaining()) {
            if (rest > 0) {
                rest -= move(piece, passing, rest);
            } else if (content.hasRemaining()) {
                move(piece, content, content.remaining());
                if (!content.hasRemaining()) {
                    passContent(passing);
                }
            } else {
                move(piece, header, header.remaining());
                if (!header.hasRemaining()) {
                    passHeader(passing);
                }
            }
        }
        return passing.flip();
    }

    private void passHeader(ByteBuffer passing) throws RefusedPacketException {
        packet = PacketHeader.read(header.flip());
        if (packet.length() < PacketHeader.BYTES || packet.length() > PacketHeader.LONGEST) {
            throw new RefusedPacketException("length not allowed", packet);
        }
        int held = rules.require(packet);
        rest = packet.length() - PacketHeader.BYTES - held;
        content = ByteBuffer.allocate(held);
        if (held == 0) {
            passing.put(header.rewind());
            header.clear();
        }
    }

    private void passContent(ByteBuffer passing) throws RefusedPacketException {
        rules.requireContent(packet, content.flip());
        passing.put(header.rewind()).put(content.rewind());
        header.clear();
        content = ByteBuffer.allocate(0);
    }

    private static int move(ByteBuffer from, ByteBuffer to, int most) {
        int count = Math.min(most, from.remaining());
        to.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return count;
    }
}

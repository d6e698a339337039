// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Packets as libvirt writes them. */
final class Packets {

    private Packets() {}

    static byte[] call(int procedure, int serial, int content) {
        return packet(PacketRules.REMOTE, 1, procedure, PacketHeader.CALL, serial, PacketHeader.OK, new byte[content]);
    }

    static byte[] reply(int procedure, int serial, int content) {
        return packet(PacketRules.REMOTE, 1, procedure, PacketHeader.REPLY, serial, PacketHeader.OK, new byte[content]);
    }

    static byte[] event(int procedure, int content) {
        return packet(PacketRules.REMOTE, 1, procedure, PacketHeader.MESSAGE, 1, PacketHeader.OK, new byte[content]);
    }

    static byte[] keepAlive(int procedure) {
        return packet(PacketRules.KEEPALIVE, 1, procedure, PacketHeader.MESSAGE, 0, PacketHeader.OK, new byte[0]);
    }

    /** CONNECT_OPEN of a driver. */
    static byte[] open(String driver, int flags) {
        byte[] name = driver.getBytes(StandardCharsets.US_ASCII);
        int padded = (name.length + 3) / 4 * 4;
        byte[] content = ByteBuffer.allocate(12 + padded)
                .putInt(1)
                .putInt(name.length)
                .put(name)
                .putInt(8 + padded, flags)
                .array();
        return packet(PacketRules.REMOTE, 1, 1, PacketHeader.CALL, 1, PacketHeader.OK, content);
    }

    /** DOMAIN_ATTACH_DEVICE_FLAGS for a guest with the name "vm1". */
    static byte[] attach(String device, int flags) {
        byte[] text = device.getBytes(StandardCharsets.UTF_8);
        int padded = Xdr.padded(text.length);
        byte[] content = ByteBuffer.allocate(4 + 4 + 16 + 4 + 4 + padded + 4)
                .putInt(3)
                .put("vm1\0".getBytes(StandardCharsets.US_ASCII))
                .position(28)
                .putInt(text.length)
                .put(text)
                .putInt(32 + padded, flags)
                .array();
        return packet(
                PacketRules.REMOTE,
                1,
                Procedure.DOMAIN_ATTACH_DEVICE_FLAGS.number(),
                PacketHeader.CALL,
                1,
                PacketHeader.OK,
                content);
    }

    static byte[] packet(int program, int version, int procedure, int type, int serial, int status, byte[] content) {
        return header(PacketHeader.BYTES + content.length, program, version, procedure, type, serial, status, content);
    }

    private static byte[] header(
            int length, int program, int version, int procedure, int type, int serial, int status, byte[] content) {
        return ByteBuffer.allocate(PacketHeader.BYTES + content.length)
                .putInt(length)
                .putInt(program)
                .putInt(version)
                .putInt(procedure)
                .putInt(type)
                .putInt(serial)
                .putInt(status)
                .put(content)
                .array();
    }

    /** A packet with a wrong length. */
    static byte[] withLength(byte[] packet, int length) {
        return ByteBuffer.wrap(packet.clone()).putInt(0, length).array();
    }

    static byte[] joined(byte[]... packets) {
        int bytes = 0;
        for (byte[] packet : packets) {
            bytes += packet.length;
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        for (byte[] packet : packets) {
            all.put(packet);
        }
        return all.array();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rules for packets of a client: calls of the procedures of {@link Procedure}, and keepalive. Streams, calls with file descriptors and
 * all other procedures are refused.
 */
final class CallRules implements PacketRules {

    /**
     * A libvirtd opens any driver for a client that names the driver: {@code test:///FILE} reads a file as root, {@code esx://HOST} connects
     * to a host. Hence only this driver passes.
     */
    private static final String DRIVER = "qemu:///system";

    /** The driver of a daemon without privileges. */
    private static final String SESSION_DRIVER = "qemu:///session";

    private static final int NO_FLAGS = 0;

    /** VIR_DOMAIN_XML_INACTIVE, the definition of a guest. VIR_DOMAIN_XML_SECURE, for the passwords of a guest, may not pass. */
    private static final int INACTIVE = 2;

    /** A guest by name, UUID and number, and flags. The name of a guest is the name of a file, so the name has at most 255 bytes. */
    private static final int LONGEST_XML_CALL = 512;

    private final PendingCalls pending;

    CallRules(PendingCalls pending) {
        this.pending = pending;
    }

    @Override
    public int require(PacketHeader header) throws RefusedPacketException {
        if (PacketRules.isKeepAlive(header)) {
            return 0;
        }
        PacketRules.requireRemote(header);
        if (header.type() != PacketHeader.CALL || header.status() != PacketHeader.OK) {
            throw new RefusedPacketException("type or status not allowed", header);
        }
        Optional<Procedure> procedure = Procedure.of(header.procedure());
        if (procedure.isEmpty() || procedure.get().event()) {
            throw new RefusedPacketException("procedure not allowed", header);
        }
        pending.add(header);
        int content = header.length() - PacketHeader.BYTES;
        if (procedure.get() == Procedure.CONNECT_OPEN) {
            if (content != opening(DRIVER).length && content != opening(SESSION_DRIVER).length) {
                throw new RefusedPacketException("driver not allowed", header);
            }
            return content;
        }
        if (procedure.get() == Procedure.DOMAIN_GET_XML_DESC) {
            if (content < Integer.BYTES || content > LONGEST_XML_CALL) {
                throw new RefusedPacketException("length not allowed", header);
            }
            return content;
        }
        return 0;
    }

    @Override
    public void requireContent(PacketHeader header, ByteBuffer content) throws RefusedPacketException {
        if (header.procedure() == Procedure.DOMAIN_GET_XML_DESC.number()) {
            int flags = content.getInt(content.limit() - Integer.BYTES);
            if (flags != NO_FLAGS && flags != INACTIVE) {
                throw new RefusedPacketException("flags not allowed", header);
            }
            return;
        }
        if (!content.equals(ByteBuffer.wrap(opening(DRIVER)))
                && !content.equals(ByteBuffer.wrap(opening(SESSION_DRIVER)))) {
            throw new RefusedPacketException("driver not allowed", header);
        }
    }

    /** Returns remote_connect_open_args in XDR (RFC 4506): an optional string, padded to four bytes, and the flags. */
    private static byte[] opening(String driver) {
        byte[] name = driver.getBytes(StandardCharsets.US_ASCII);
        int padded = (name.length + 3) / 4 * 4;
        return ByteBuffer.allocate(4 + 4 + padded + 4)
                .putInt(1)
                .putInt(name.length)
                .put(name)
                .putInt(8 + padded, NO_FLAGS)
                .array();
    }
}

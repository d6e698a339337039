// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The rule for CONNECT_OPEN. A libvirtd opens any driver for a client that names the driver: {@code test:///FILE} reads a file as root,
 * {@code esx://HOST} connects to a host. Hence only QEMU's drivers of the host pass, without flags.
 */
final class OpeningRule implements ContentRule {

    /** The driver of the system's daemon, and the driver of a daemon without privileges. */
    private static final List<ByteBuffer> ALLOWED = List.of(opening("qemu:///system"), opening("qemu:///session"));

    @Override
    public String part() {
        return "driver";
    }

    @Override
    public boolean allowsLength(int bytes) {
        return ALLOWED.stream().anyMatch(opening -> opening.remaining() == bytes);
    }

    @Override
    public boolean allows(ByteBuffer content) {
        return ALLOWED.contains(content);
    }

    /** Returns remote_connect_open_args in XDR (RFC 4506): an optional string, padded to four bytes, and no flags. */
    private static ByteBuffer opening(String driver) {
        byte[] name = driver.getBytes(StandardCharsets.US_ASCII);
        int padded = Xdr.padded(name.length);
        return ByteBuffer.allocate(4 + 4 + padded + 4)
                .putInt(1)
                .putInt(name.length)
                .put(name)
                .rewind()
                .asReadOnlyBuffer();
    }
}

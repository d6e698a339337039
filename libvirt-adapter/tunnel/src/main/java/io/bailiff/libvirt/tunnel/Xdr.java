// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Strings in XDR (RFC 4506, section 4.11): a length, the bytes, and zeros up to a multiple of four. */
final class Xdr {

    private static final int UNIT = 4;

    private Xdr() {}

    /** Returns the length with the zeros. */
    static int padded(int length) {
        return (length + UNIT - 1) / UNIT * UNIT;
    }

    /**
     * Reads the bytes of a string.
     *
     * @throws BufferUnderflowException if the string is longer than the buffer
     */
    static byte[] string(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining() || padded(length) > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        from.position(from.position() + padded(length) - length);
        return bytes;
    }
}

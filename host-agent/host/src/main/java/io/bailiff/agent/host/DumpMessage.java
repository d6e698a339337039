// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A netlink message ({@code struct nlmsghdr} in include/uapi/linux/netlink.h) with its body. All numbers are in the byte order
 * of the machine.
 */
record DumpMessage(int type, int flags, int sequence, ByteBuffer body) {

    static final int HEADER = 16;
    static final int REQUEST = 0x1;
    static final int DUMP = 0x300;
    /** NLM_F_DUMP_INTR: the kernel's tables changed during the dump, so the dump is inconsistent. */
    private static final int DUMP_INTERRUPTED = 0x10;

    private static final int ERROR = 2;
    private static final int DONE = 3;

    private static final int ATTRIBUTE_HEADER = 4;
    /** NLA_TYPE_MASK: the upper two bits of an attribute's type are flags. */
    private static final int ATTRIBUTE_TYPE = 0x3fff;

    /**
     * Returns the messages of a datagram.
     *
     * @throws IllegalArgumentException if the length of a message does not fit the datagram
     */
    static List<DumpMessage> parse(ByteBuffer datagram) {
        ByteBuffer rest = datagram.slice().order(ByteOrder.nativeOrder());
        List<DumpMessage> messages = new ArrayList<>();
        while (rest.hasRemaining()) {
            int length = rest.remaining() < HEADER ? 0 : rest.getInt(rest.position());
            ByteBuffer message = take(rest, length, HEADER);
            messages.add(new DumpMessage(
                    message.getShort(4) & 0xffff,
                    message.getShort(6) & 0xffff,
                    message.getInt(8),
                    part(message, HEADER, length - HEADER)));
        }
        return messages;
    }

    boolean isDone() {
        return type == DONE;
    }

    boolean isInterrupted() {
        return (flags & DUMP_INTERRUPTED) != 0;
    }

    /** Returns the errno of an error message, or of a dump that the kernel broke off; 0 for every other message. */
    int errno() {
        boolean hasErrno = type == ERROR || (type == DONE && body.remaining() >= 4);
        return hasErrno ? -number(body, 0) : 0;
    }

    /**
     * Returns the attributes by type. The last attribute of a type counts, as in the kernel.
     *
     * @param after the length of the fixed part before the attributes
     */
    Map<Integer, ByteBuffer> attributes(int after) {
        return attributes(body, after);
    }

    /** Returns the attributes in a nested attribute or in a part of a message. */
    static Map<Integer, ByteBuffer> attributes(ByteBuffer container, int after) {
        if (container.remaining() < after) {
            throw new IllegalArgumentException("A netlink message of " + container.remaining() + " bytes is too short");
        }
        ByteBuffer rest = part(container, after, container.remaining() - after);
        Map<Integer, ByteBuffer> attributes = new HashMap<>();
        while (rest.remaining() >= ATTRIBUTE_HEADER) {
            int length = rest.getShort(rest.position()) & 0xffff;
            ByteBuffer attribute = take(rest, length, ATTRIBUTE_HEADER);
            attributes.put(
                    attribute.getShort(2) & ATTRIBUTE_TYPE,
                    part(attribute, ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER));
        }
        return attributes;
    }

    /** Returns the 32-bit number at the offset. */
    static int number(ByteBuffer content, int offset) {
        if (content.remaining() < offset + 4) {
            throw new IllegalArgumentException("A netlink number has " + content.remaining() + " bytes");
        }
        return content.getInt(offset);
    }

    /** Takes the next part with this length from the buffer. Parts are aligned to 4 bytes; the last part may lack the padding. */
    static ByteBuffer take(ByteBuffer rest, int length, int least) {
        if (length < least || length > rest.remaining()) {
            throw new IllegalArgumentException("A part of a netlink message has an invalid length of " + length);
        }
        ByteBuffer taken = part(rest, rest.position(), length);
        rest.position(rest.position() + Math.min((length + 3) & ~3, rest.remaining()));
        return taken;
    }

    private static ByteBuffer part(ByteBuffer content, int start, int length) {
        return content.slice(start, length).order(ByteOrder.nativeOrder());
    }
}

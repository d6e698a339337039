// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A request of rtnetlink about one network interface: {@code struct nlmsghdr}, {@code struct ifinfomsg}, then attributes
 * (include/uapi/linux/netlink.h and rtnetlink.h).
 */
final class NetlinkMessage {

    static final short RTM_NEWLINK = 16;
    static final short RTM_GETLINK = 18;
    static final short RTM_SETLINK = 19;

    static final short REQUEST = 0x1;
    static final short ACKNOWLEDGE = 0x4;
    static final short EXCLUSIVE = 0x200;
    static final short CREATE = 0x400;

    // Attributes, from include/uapi/linux/if_link.h. Those of LINK_INFO and VLAN data are nested.
    static final int IFLA_IFNAME = 3;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_VLAN_ID = 1;
    static final int IFLA_VLAN_PROTOCOL = 5;

    /** The length of the two structures before the attributes. */
    static final int HEADER = 32;

    private static final int ATTRIBUTE_HEADER = 4;
    /** The upper bits of an attribute's type are flags: NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
    private static final int TYPE_MASK = 0x3fff;

    private static final int LONGEST = 512;

    private final ByteBuffer bytes = ByteBuffer.allocate(LONGEST).order(ByteOrder.nativeOrder());

    /** @param index the index of the interface, or 0 for a new interface */
    NetlinkMessage(short type, int flags, int sequence, int index) {
        bytes.putInt(0)
                .putShort(type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .putInt(0)
                .putInt(index)
                .putInt(0)
                .putInt(0);
    }

    NetlinkMessage text(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(type, Arrays.copyOf(text, text.length + 1));
    }

    NetlinkMessage number(int type, int value) {
        return attribute(
                type,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(value)
                        .array());
    }

    NetlinkMessage shortNumber(int type, int value, ByteOrder order) {
        return attribute(
                type,
                ByteBuffer.allocate(2).order(order).putShort((short) value).array());
    }

    /** Starts an attribute with nested attributes; returns the place for {@link #end}. */
    int begin(int type) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        return start;
    }

    NetlinkMessage end(int start) {
        bytes.putShort(start, (short) (bytes.position() - start));
        return this;
    }

    private NetlinkMessage attribute(int type, byte[] value) {
        bytes.putShort((short) (ATTRIBUTE_HEADER + value.length)).putShort((short) type);
        bytes.put(value).position(aligned(bytes.position()));
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(
                bytes.duplicate()
                        .order(bytes.order())
                        .putInt(0, bytes.position())
                        .array(),
                bytes.position());
    }

    /** Returns the value of the first attribute of the type; empty if there is none, or the attributes are malformed. */
    static Optional<ByteBuffer> find(ByteBuffer attributes, int type) {
        ByteBuffer rest = attributes.duplicate().order(ByteOrder.nativeOrder());
        while (rest.remaining() >= ATTRIBUTE_HEADER) {
            int length = rest.getShort(rest.position()) & 0xffff;
            if (length < ATTRIBUTE_HEADER || length > rest.remaining()) {
                return Optional.empty();
            }
            if ((rest.getShort(rest.position() + 2) & TYPE_MASK) == type) {
                return Optional.of(rest.slice(rest.position() + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER)
                        .order(ByteOrder.nativeOrder()));
            }
            rest.position(Math.min(rest.limit(), rest.position() + aligned(length)));
        }
        return Optional.empty();
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }
}

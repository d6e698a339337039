// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.ByteBuffer;

/** The rule for DOMAIN_GET_XML_DESC: a flag asks for the passwords of a guest, and may not pass. */
final class XmlFlagsRule implements ContentRule {

    private static final int NO_FLAGS = 0;

    /** VIR_DOMAIN_XML_INACTIVE, the definition of a guest. VIR_DOMAIN_XML_SECURE asks for the passwords. */
    private static final int INACTIVE = 2;

    /** A guest by name, UUID and number, and flags. The name of a guest is the name of a file, so the name has at most 255 bytes. */
    private static final int LONGEST = 512;

    @Override
    public String part() {
        return "flags";
    }

    @Override
    public boolean allowsLength(int bytes) {
        return bytes >= Integer.BYTES && bytes <= LONGEST;
    }

    @Override
    public boolean allows(ByteBuffer content) {
        int flags = content.getInt(content.limit() - Integer.BYTES);
        return flags == NO_FLAGS || flags == INACTIVE;
    }
}

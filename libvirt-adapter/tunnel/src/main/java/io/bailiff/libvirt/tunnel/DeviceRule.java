// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.tunnel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The rule for DOMAIN_ATTACH_DEVICE_FLAGS. The daemon is root and plugs in any device, also a disk of the host or a file of the host as a
 * disk. Only the text that Bailiff writes for a PCI function passes. With {@code managed='no'} the daemon plugs in only what is bound to a
 * vfio driver already, and on the host the agent alone does that.
 */
final class DeviceRule implements ContentRule {

    private static final Pattern FUNCTION = Pattern.compile("""
            <hostdev mode='subsystem' type='pci' managed='no'>
              <source>
                <address domain='0x[0-9a-fA-F]{4,8}' bus='0x[0-9a-fA-F]{2}' slot='0x[01][0-9a-fA-F]' function='0x[0-7]'/>
              </source>
              <alias name='ua-[0-9A-Za-z_-]+'/>
            </hostdev>
            """);

    /** VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG. */
    private static final int AFFECT = 3;

    private static final int UUID_BYTES = 16;

    /** The name of a guest has at most 255 bytes, and the text for a function about 250. */
    private static final int LONGEST = 1024;

    @Override
    public String part() {
        return "device";
    }

    @Override
    public boolean allowsLength(int bytes) {
        return bytes <= LONGEST;
    }

    /** Reads remote_domain_attach_device_flags_args in XDR: a guest by name, UUID and number; the text; and flags. */
    @Override
    public boolean allows(ByteBuffer content) {
        try {
            Xdr.string(content);
            content.position(content.position() + UUID_BYTES);
            content.getInt();
            String device = new String(Xdr.string(content), StandardCharsets.ISO_8859_1);
            int flags = content.getInt();
            return !content.hasRemaining()
                    && (flags & ~AFFECT) == 0
                    && FUNCTION.matcher(device).matches();
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return false;
        }
    }
}

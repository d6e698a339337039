// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.Optional;

/**
 * A PCI function of the host in a guest: attached, defined or to be attached.
 *
 * @param alias the device's user alias ({@code ua-…}); libvirt keeps the alias from attach to the last event. A device attached
 *     by another program may have libvirt's own alias ({@code hostdev0}), or no alias in a definition: then empty
 * @param address the function's address on the host, {@code 0000:02:01.0}
 * @param managed true if libvirt moves the function between drivers; Bailiff attaches with {@code managed='no'} only
 */
public record HostDevice(Optional<String> alias, String address, boolean managed) {

    /** Returns a device as attached by Bailiff: with a user alias and {@code managed='no'}. */
    public static HostDevice unmanaged(String alias, String address) {
        return new HostDevice(Optional.of(alias), address, false);
    }
}

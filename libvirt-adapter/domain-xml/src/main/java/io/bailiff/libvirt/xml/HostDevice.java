package io.bailiff.libvirt.xml;

import java.util.Optional;

/**
 * A PCI function of the host that a guest has, or is to have.
 *
 * @param alias its user alias ({@code ua-…}); libvirt keeps it from attach to the last event. A device that somebody else
 *     attached may have libvirt's own ({@code hostdev0}), or, in a definition, none: then it is empty
 * @param address the function's address on the host, {@code 0000:02:01.0}
 * @param managed whether libvirt moves its drivers; Bailiff attaches with {@code managed='no'} only
 */
public record HostDevice(Optional<String> alias, String address, boolean managed) {

    /** A device as Bailiff attaches it. */
    public static HostDevice unmanaged(String alias, String address) {
        return new HostDevice(Optional.of(alias), address, false);
    }
}

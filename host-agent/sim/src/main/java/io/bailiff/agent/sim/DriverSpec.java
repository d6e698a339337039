// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/**
 * A PCI driver of the simulated kernel.
 *
 * @param name the name in {@code /sys/bus/pci/drivers}
 * @param module the name for modprobe
 * @param ids the driver's built-in ids
 * @param kind the driver's effect on the ownership of a group
 * @param loaded true if the driver is loaded at boot
 */
public record DriverSpec(String name, String module, List<IdMatch> ids, Kind kind, boolean loaded) {

    /** The effect of a driver on the ownership of the function's group. */
    public enum Kind {
        /** Uses DMA for the host. */
        HOST,
        /** {@code driver_managed_dma}: leaves the group's DMA alone (pcieport, pci-stub). */
        HARMLESS,
        /** Gives functions to user space; matches only by override ({@code override_only} ids). */
        VFIO
    }

    public DriverSpec {
        ids = List.copyOf(ids);
    }

    public static DriverSpec host(String name, String module, IdMatch... ids) {
        return new DriverSpec(name, module, List.of(ids), Kind.HOST, true);
    }

    public static DriverSpec harmless(String name, String module, IdMatch... ids) {
        return new DriverSpec(name, module, List.of(ids), Kind.HARMLESS, true);
    }

    public static DriverSpec vfio(String name, String module, IdMatch... ids) {
        return new DriverSpec(name, module, List.of(ids), Kind.VFIO, true);
    }

    /** Returns the same driver, known to modprobe but not loaded. */
    public DriverSpec notLoaded() {
        return new DriverSpec(name, module, ids, kind, false);
    }
}

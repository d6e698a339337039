package io.bailiff.agent.sim;

import java.util.List;

/**
 * A PCI driver of the simulated kernel.
 *
 * @param name as in {@code /sys/bus/pci/drivers}
 * @param module what modprobe calls it
 * @param ids what it matches by itself
 * @param kind what it means for the ownership of a group
 * @param loaded whether it is there when the host has booted
 */
public record DriverSpec(String name, String module, List<IdMatch> ids, Kind kind, boolean loaded) {

    /** What a driver means for the ownership of the group that its function is in. */
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

    /** The same driver, known to modprobe but not loaded. */
    public DriverSpec notLoaded() {
        return new DriverSpec(name, module, ids, kind, false);
    }
}

package io.bailiff.agent.api;

/**
 * One line of a group's {@code reserved_regions}: addresses that a guest cannot use for DMA.
 *
 * @param start first address, as sysfs spells it ({@code 0x00000000fee00000})
 * @param end last address
 * @param type {@code direct}, {@code direct-relaxable}, {@code reserved} or {@code msi}; a group with a {@code direct}
 *     region cannot be lent (drivers/vfio/vfio_iommu_type1.c refuses it)
 */
public record ReservedRegion(String start, String end, String type) {}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.api;

import io.bailiff.agent.api.limit.Text;

/**
 * A line of a group's {@code reserved_regions}: addresses unusable for a guest's DMA.
 *
 * @param start first address, in sysfs spelling ({@code 0x00000000fee00000})
 * @param end last address
 * @param type {@code direct}, {@code direct-relaxable}, {@code reserved} or {@code msi}; a group with a {@code direct} region
 *     cannot be lent (drivers/vfio/vfio_iommu_type1.c rejects the region)
 */
public record ReservedRegion(
        @Text(longest = 64) String start,
        @Text(longest = 64) String end,
        @Text(longest = 64) String type) {}

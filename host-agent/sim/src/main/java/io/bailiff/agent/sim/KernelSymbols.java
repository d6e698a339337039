// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /proc/kallsyms}, with the symbols for telling the flavours apart. */
final class KernelSymbols {

    private static final List<String> EVERYWHERE = List.of(
            "T _stext",
            "T pci_bus_type",
            "T iommu_group_get",
            "T iommu_group_for_each_dev",
            "T vfio_unregister_group_dev\t[vfio]");

    private static final List<String> OF_OWNERS = List.of(
            "T iommu_device_use_default_domain",
            "T iommu_device_unuse_default_domain",
            "T iommu_group_claim_dma_owner",
            "T iommu_group_release_dma_owner");

    private static final List<String> OF_NOTIFIER =
            List.of("T iommu_group_register_notifier", "t vfio_iommu_group_notifier\t[vfio]");

    private KernelSymbols() {}

    static String of(SimKernel kernel) {
        List<String> own = kernel.flavour().tracksOwners() ? OF_OWNERS : OF_NOTIFIER;
        return Stream.concat(EVERYWHERE.stream(), own.stream())
                .map(symbol -> "ffffffff81a3c0d0 " + symbol)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Optional;

/**
 * The ownership of a group's DMA, and the kernel's reaction to two claims on the DMA. Guarded by the kernel's
 * {@link KernelLock}.
 *
 * <p>REFUSES: iommu_device_use_default_domain and iommu_group_claim_dma_owner in drivers/iommu/iommu.c. PANICS: vfio_dev_viable
 * and vfio_iommu_group_notifier in drivers/vfio/vfio.c.
 */
final class GroupOwnership {

    static final String BUG = "kernel BUG at drivers/vfio/vfio.c:698!";

    private final KernelFlavour flavour;

    GroupOwnership(KernelFlavour flavour) {
        this.flavour = flavour;
    }

    /**
     * Returns true if a driver may begin to probe a function. A kernel with ownership tracking checks the owner before the
     * driver's own code runs.
     */
    boolean mayProbe(SimDriver driver, SimFunction function) {
        return !flavour.tracksOwners() || driver.spec.kind() != DriverSpec.Kind.HOST || !inUse(function);
    }

    /** Returns the reason of the host's crash after a driver has bound a function; empty if the host survives. */
    Optional<String> deathBy(SimDriver driver, SimFunction function) {
        boolean fatal = !flavour.tracksOwners()
                && inUse(function)
                && function.spec.endpoint()
                && driver.spec.kind() == DriverSpec.Kind.HOST;
        return fatal ? Optional.of(BUG) : Optional.empty();
    }

    /** Returns true if a guest may have the group. A driverless function is no obstacle. */
    boolean viable(SimGroup group) {
        return group.members.values().stream().noneMatch(this::inTheWay);
    }

    private boolean inTheWay(SimFunction member) {
        boolean onHostDriver = member.driver != null && member.driver.spec.kind() == DriverSpec.Kind.HOST;
        return onHostDriver && (flavour.tracksOwners() || member.spec.endpoint());
    }

    private static boolean inUse(SimFunction function) {
        return function.group().filter(SimGroup::inUse).isPresent();
    }
}

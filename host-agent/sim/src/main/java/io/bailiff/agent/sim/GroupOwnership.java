package io.bailiff.agent.sim;

import java.util.Optional;

/**
 * Who may have a group's DMA, and what the kernel does when two want it. Guarded by the kernel's {@link KernelLock}.
 *
 * <p>REFUSES: iommu_device_use_default_domain and iommu_group_claim_dma_owner in drivers/iommu/iommu.c. PANICS:
 * vfio_dev_viable and vfio_iommu_group_notifier in drivers/vfio/vfio.c.
 */
final class GroupOwnership {

    static final String BUG = "kernel BUG at drivers/vfio/vfio.c:698!";

    private final KernelFlavour flavour;

    GroupOwnership(KernelFlavour flavour) {
        this.flavour = flavour;
    }

    /** Whether a driver may begin to probe a function: a kernel that tracks ownership asks before the driver's own code runs. */
    boolean mayProbe(SimDriver driver, SimFunction function) {
        return switch (flavour) {
            case REFUSES -> driver.spec.kind() != DriverSpec.Kind.HOST || !inUse(function);
            case PANICS -> true;
        };
    }

    /** Why the host dies now that a driver has bound a function; empty if it lives. */
    Optional<String> deathBy(SimDriver driver, SimFunction function) {
        boolean fatal = switch (flavour) {
            case REFUSES -> false;
            case PANICS -> inUse(function) && function.spec.endpoint() && driver.spec.kind() == DriverSpec.Kind.HOST;
        };
        return fatal ? Optional.of(BUG) : Optional.empty();
    }

    /** Whether a guest may have the group: a function on no driver is in nobody's way. */
    boolean viable(SimGroup group) {
        return group.members.values().stream().noneMatch(this::inTheWay);
    }

    private boolean inTheWay(SimFunction member) {
        boolean onHostDriver = member.driver != null && member.driver.spec.kind() == DriverSpec.Kind.HOST;
        return switch (flavour) {
            case REFUSES -> onHostDriver;
            case PANICS -> onHostDriver && member.spec.endpoint();
        };
    }

    private static boolean inUse(SimFunction function) {
        return function.group().filter(SimGroup::inUse).isPresent();
    }
}

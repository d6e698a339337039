package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function as the simulated kernel has it now. Everything here is guarded by the kernel's {@link KernelLock}. */
final class SimFunction {

    final FunctionSpec spec;
    private final @Nullable SimGroup group;

    @Nullable
    SimDriver driver;

    @Nullable
    String override;
    /** The device lock, held while the function is bound, unbound or removed. */
    boolean locked;
    /** Whether the driver link shows: from before the driver's probe until before its remove (drivers/base/dd.c). */
    boolean linkShows;
    /** Whether the driver's probe has come to its end. */
    boolean bound;
    /** Its number among the functions on vfio drivers, from probe to remove, where the kernel shows one. */
    @Nullable
    Integer vfioNumber;
    /** Whether it may write to memory: bit 2 of its command register. */
    boolean busMaster = true;
    /** Whether it is gone from the bus. */
    boolean removed;
    /** What it was on when the host had booted. */
    @Nullable
    String bootDriver;

    SimFunction(FunctionSpec spec, @Nullable SimGroup group) {
        this.spec = spec;
        this.group = group;
    }

    PciAddress address() {
        return spec.address();
    }

    Optional<SimGroup> group() {
        return Optional.ofNullable(group);
    }

    /** The driver that the driver link shows. */
    Optional<SimDriver> shownDriver() {
        return linkShows ? Optional.ofNullable(driver) : Optional.empty();
    }

    Optional<Integer> vfioNumber() {
        return Optional.ofNullable(vfioNumber);
    }

    boolean onVfio() {
        return driver != null && driver.spec.kind() == DriverSpec.Kind.VFIO;
    }
}

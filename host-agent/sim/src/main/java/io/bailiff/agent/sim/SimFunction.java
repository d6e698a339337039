// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The current state of a function in the simulated kernel. All fields are guarded by the kernel's {@link KernelLock}. */
final class SimFunction {

    final FunctionSpec spec;
    /** The number of the function's node in sysfs. A function that comes back has another number. */
    final long node;

    private final @Nullable SimGroup group;

    @Nullable
    SimDriver driver;

    @Nullable
    String override;
    /** The device lock, held while the function is bound, unbound or removed. */
    boolean locked;
    /** True while the driver link is visible: from before the driver's probe until before the driver's remove (drivers/base/dd.c). */
    boolean linkShows;
    /** The number of driver links that the function has had: every link is a new node of sysfs. */
    long driverLinks;
    /** True after the end of the driver's probe. */
    boolean bound;
    /** The function's number among the functions on vfio drivers, from probe to remove, on kernels with such numbers. */
    @Nullable
    Integer vfioNumber;
    /** True if the function may write to memory: bit 2 of the command register. */
    boolean busMaster = true;
    /** The speed of the PCI Express link, as {@code current_link_speed} shows the speed; null without a link. */
    @Nullable
    String linkSpeed;
    /** The number of lanes of the link. */
    int linkWidth;
    /** True if the function has been removed from the bus. */
    boolean removed;
    /** The physical function of a virtual function. */
    @Nullable
    PciAddress physical;
    /** {@code sriov_drivers_autoprobe}: true if drivers are offered the function's new virtual functions. */
    boolean probesVirtualFunctions = true;
    /** The last written texts of files that reset or reconfigure the function, by name: {@link FunctionSettings}. */
    final Map<String, String> settings = new HashMap<>();
    /** The function's driver at the end of the boot. */
    @Nullable
    String bootDriver;

    SimFunction(FunctionSpec spec, @Nullable SimGroup group, long node) {
        this.spec = spec;
        this.node = node;
        this.group = group;
    }

    PciAddress address() {
        return spec.address();
    }

    Optional<SimGroup> group() {
        return Optional.ofNullable(group);
    }

    /** Returns the driver shown by the driver link. */
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

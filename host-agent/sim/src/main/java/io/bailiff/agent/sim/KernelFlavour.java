// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** The simulated kernel. The kernels differ most in the result of binding a host driver to a member of a group in use. */
public enum KernelFlavour {
    /**
     * Like Linux 6.1: the kernel tracks the owner of a group's DMA. The bind fails with EBUSY, and a guest cannot open a group
     * with a member on a host driver.
     */
    REFUSES("6.1.0-56-amd64"),
    /**
     * Like Linux 5.10: the bind succeeds and the host dies of {@code kernel BUG at drivers/vfio/vfio.c}. The kernel also hides
     * the errors of a driver's probe: every failed bind is ENODEV.
     */
    PANICS("5.10.0-32-amd64"),
    /**
     * Like Linux 7.1: as {@link #REFUSES}, and {@code driver_override} has a lock of its own (drivers/base/dd.c). A write does not wait
     * for a probe under way, so a driver that matched before the write can still bind after the write.
     */
    LOCKLESS("7.1.13+deb14-amd64"),
    /**
     * Like Linux 7.3 without CONFIG_VFIO_GROUP: as {@link #LOCKLESS}, and there is no {@code /dev/vfio/N}. A process opens a function
     * through {@code /dev/vfio/devices/vfioX} and iommufd.
     */
    GROUPLESS("7.3.4-cdev");

    private final String release;

    KernelFlavour(String release) {
        this.release = release;
    }

    /** Returns the output of {@code uname -r}. */
    public String release() {
        return release;
    }

    /** Returns true if a failed bind reports the error of the driver's probe (since 5.14), and false if every failed bind is ENODEV. */
    public boolean tellsProbeErrors() {
        return tracksOwners();
    }

    /** Returns true if the kernel tracks the owner of a group's DMA and refuses a host driver in a group in use (since 5.19). */
    public boolean tracksOwners() {
        return this != PANICS;
    }

    /** Returns true if reads and writes of {@code driver_override} wait for the function's device lock, as until 7.0. */
    public boolean overrideTakesDeviceLock() {
        return !isYoung();
    }

    /** Returns true if a group has a file in {@code /dev/vfio}; otherwise every function has a file in {@code /dev/vfio/devices}. */
    public boolean hasGroupFiles() {
        return this != GROUPLESS;
    }

    /** Returns true if {@code fdinfo} of an open function names the function (since 6.18). */
    boolean namesOpenFunctions() {
        return isYoung();
    }

    /** Returns true if an unbind removes the vfio device before the wait for the function's user (vfio_unregister_group_dev, since 6.6). */
    boolean removesVfioDevicesFirst() {
        return isYoung();
    }

    private boolean isYoung() {
        return this == LOCKLESS || this == GROUPLESS;
    }

    /** Returns true if {@code new_id} rejects ids added before, and not only the driver's built-in ids. */
    boolean looksAtAddedIds() {
        return tracksOwners();
    }

    /** Returns true if a function on a vfio driver has a {@code vfio-dev} directory (since 6.1). */
    boolean showsVfioDevices() {
        return tracksOwners();
    }
}

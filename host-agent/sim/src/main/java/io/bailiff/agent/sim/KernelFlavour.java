package io.bailiff.agent.sim;

/** Which kernel is simulated. The two differ most in what a host driver's bind to a member of a group in use does. */
public enum KernelFlavour {
    /**
     * As Linux 6.1: the kernel tracks who owns a group's DMA. The bind fails with EBUSY, and a group with a member on a host
     * driver cannot be opened by a guest.
     */
    REFUSES("6.1.0-56-amd64"),
    /**
     * As Linux 5.10: the bind succeeds and the host dies of {@code kernel BUG at drivers/vfio/vfio.c}. This one also swallows
     * the errors of a driver's probe: every bind that comes to nothing is ENODEV.
     */
    PANICS("5.10.0-32-amd64");

    private final String release;

    KernelFlavour(String release) {
        this.release = release;
    }

    /** What {@code uname -r} says. */
    public String release() {
        return release;
    }

    /** Whether a bind tells the error of the driver's probe (since 5.14), or ENODEV for all of them. */
    public boolean tellsProbeErrors() {
        return this == REFUSES;
    }

    /** Whether {@code new_id} refuses an id that was added before, and not only those that the driver was built with. */
    boolean looksAtAddedIds() {
        return this == REFUSES;
    }

    /** Whether a function on a vfio driver has a {@code vfio-dev} directory (since 6.1). */
    boolean showsVfioDevices() {
        return this == REFUSES;
    }
}

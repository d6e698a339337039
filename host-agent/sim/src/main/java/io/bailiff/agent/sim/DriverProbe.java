// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

/** Binds a function to a driver: really_probe in drivers/base/dd.c. */
final class DriverProbe {

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final Faults faults;
    private final Uevents uevents;
    private final GroupOwnership ownership;

    DriverProbe(
            KernelFlavour flavour,
            KernelLock lock,
            SimBus bus,
            Faults faults,
            Uevents uevents,
            GroupOwnership ownership) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.faults = faults;
        this.uevents = uevents;
        this.ownership = ownership;
    }

    /**
     * Binds the function to the driver. The caller holds the device lock. The PCI bus matches once more under the lock
     * (__pci_device_probe): the override can have changed while the caller waited for the lock.
     *
     * @throws KernelException EBUSY if the kernel refuses because of the owner of the function's group
     * @throws Failure if the driver's own probe routine fails
     */
    void run(SimDriver driver, SimFunction function) throws KernelException, Failure {
        if (!ownership.mayProbe(driver, function)) {
            throw new KernelException(SimErrno.EBUSY);
        }
        function.driver = driver;
        function.linkShows = true;
        function.driverLinks++;
        try {
            requireMatch(driver, function);
            lock.spend(faults.time(SimOperation.DRIVER_PROBE, function.address()));
            lock.await(() -> !faults.isProbeHeld(function.address()));
            faults.check(SimOperation.DRIVER_PROBE, function.address(), driver.name());
            requireAnswer(driver, function);
        } catch (KernelException failure) {
            function.driver = null;
            function.linkShows = false;
            throw new Failure(failure.errno());
        }
        function.bound = true;
        if (driver.spec.kind() == DriverSpec.Kind.HOST) {
            bus.links.appear(function);
        }
        if (!function.spec.endpoint()) {
            function.busMaster = true;
        }
        if (function.onVfio() && flavour.showsVfioDevices()) {
            function.vfioNumber = bus.freeVfioNumber();
        }
        ownership.deathBy(driver, function).ifPresent(reason -> {
            throw lock.crash(reason);
        });
        uevents.function("bind", function, driver.name());
    }

    private static void requireMatch(SimDriver driver, SimFunction function) throws KernelException {
        if (!driver.matches(function)) {
            throw new KernelException(SimErrno.ENODEV);
        }
    }

    /** A host driver reads the function at the probe and gives up. A vfio driver or pci-stub does not read the function. */
    private void requireAnswer(SimDriver driver, SimFunction function) throws KernelException {
        if (driver.spec.kind() == DriverSpec.Kind.HOST && faults.isSilent(function.address())) {
            throw new KernelException(SimErrno.EIO);
        }
    }

    /** The failure of a driver's own probe routine; the driver core treats the failure differently from a refusal by the kernel. */
    static final class Failure extends Exception {

        final SimErrno errno;

        Failure(SimErrno errno) {
            super(errno.text());
            this.errno = errno;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.List;

/** Offers functions to drivers, as in drivers/base/dd.c. The caller of every method must hold the kernel's {@link KernelLock}. */
final class DriverCore {

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final DriverProbe probe;
    private final DriverRelease release;
    private final VirtualFunctions virtualFunctions;
    private final KernelLog log;

    DriverCore(
            KernelFlavour flavour,
            KernelLock lock,
            SimBus bus,
            DriverProbe probe,
            DriverRelease release,
            VirtualFunctions virtualFunctions,
            KernelLog log) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.probe = probe;
        this.release = release;
        this.virtualFunctions = virtualFunctions;
        this.log = log;
    }

    /** Runs an action with the function's device lock held; waits for the current holder of the lock first. */
    void withDeviceLock(SimFunction function, KernelLock.Action action) throws KernelException {
        awaitDeviceLock(function);
        function.locked = true;
        try {
            action.run();
        } finally {
            function.locked = false;
        }
    }

    /** Waits until no thread holds the function's device lock. */
    void awaitDeviceLock(SimFunction function) {
        lock.await(() -> !function.locked);
    }

    /** Binds a function on behalf of a write to {@code bind}. The caller holds the device lock. */
    void attach(SimDriver driver, SimFunction function) throws KernelException {
        if (function.removed) {
            throw new KernelException(SimErrno.ENODEV);
        }
        if (function.driver != null) {
            throw new KernelException(flavour.tellsProbeErrors() ? SimErrno.EBUSY : SimErrno.ENODEV);
        }
        try {
            probe.run(driver, function);
        } catch (DriverProbe.Failure failure) {
            throw new KernelException(flavour.tellsProbeErrors() ? failure.errno : SimErrno.ENODEV);
        }
    }

    /**
     * Offers a function to every matching driver. After a failed probe the next driver gets the function; a refusal by the
     * kernel itself ends the search. The caller holds the device lock.
     */
    void attachAny(SimFunction function) throws KernelException {
        for (SimDriver driver : bus.loadedDrivers()) {
            if (function.driver == null && !function.removed && driver.matches(function)) {
                try {
                    probe.run(driver, function);
                } catch (DriverProbe.Failure leftToTheNext) {
                    log.add(driver.name() + ": probe of " + function.address() + " failed: " + leftToTheNext.errno);
                }
            }
        }
    }

    /** Offers every matching driverless function to a driver; errors are only logged. */
    void offerAll(SimDriver driver) throws KernelException {
        for (SimFunction function : List.copyOf(bus.functions.values())) {
            if (function.driver == null && driver.matches(function)) {
                withDeviceLock(function, () -> {
                    offer(driver, function);
                });
            }
        }
    }

    /**
     * Unbinds a function from the function's driver. The caller holds the device lock. Like most drivers of physical
     * functions, the driver first removes the virtual functions.
     */
    void release(SimFunction function) throws KernelException {
        virtualFunctions.removeOf(function, this);
        release.run(function);
    }

    private void offer(SimDriver driver, SimFunction function) {
        try {
            attach(driver, function);
        } catch (KernelException droppedByTheKernelToo) {
            log.add(function.address() + ": not on " + driver.name() + ", " + droppedByTheKernelToo.errno());
        }
    }
}

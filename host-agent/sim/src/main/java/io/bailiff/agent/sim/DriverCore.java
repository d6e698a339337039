package io.bailiff.agent.sim;

import java.util.List;

/**
 * Which drivers a function is offered to, as in drivers/base/dd.c. Every method here wants the kernel's {@link KernelLock}.
 */
final class DriverCore {

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final DriverProbe probe;
    private final DriverRelease release;
    private final KernelLog log;

    DriverCore(
            KernelFlavour flavour,
            KernelLock lock,
            SimBus bus,
            DriverProbe probe,
            DriverRelease release,
            KernelLog log) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.probe = probe;
        this.release = release;
        this.log = log;
    }

    /** Work on a function with its device lock held; waits for whoever has that. */
    void withDeviceLock(SimFunction function, KernelLock.Action action) throws KernelException {
        awaitDeviceLock(function);
        function.locked = true;
        try {
            action.run();
        } finally {
            function.locked = false;
        }
    }

    /** Waits until nobody has the function's device lock. */
    void awaitDeviceLock(SimFunction function) {
        lock.await(() -> !function.locked);
    }

    /** What a write to {@code bind} comes to. The caller has the device lock. */
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
     * Offers a function to every driver that matches. A driver that does not want it leaves it to the next; a refusal by the
     * kernel itself ends the search. The caller has the device lock.
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

    /** Offers a driver every function that it matches and that has none; errors are nobody's. */
    void offerAll(SimDriver driver) throws KernelException {
        for (SimFunction function : List.copyOf(bus.functions.values())) {
            if (function.driver == null && driver.matches(function)) {
                withDeviceLock(function, () -> {
                    offer(driver, function);
                });
            }
        }
    }

    /** Takes a function off its driver. The caller has the device lock. */
    void release(SimFunction function) {
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

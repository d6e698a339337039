package io.bailiff.agent.sim;

import java.time.Duration;
import java.util.List;

/**
 * How a function gets on a driver and off it: really_probe and __device_release_driver in drivers/base/dd.c. Every method here
 * wants the kernel's {@link KernelLock}.
 */
final class DriverCore {

    /** How often the kernel repeats its request to the user of a function that is to be unbound. */
    private static final Duration REQUEST_INTERVAL = Duration.ofSeconds(10);

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final Faults faults;
    private final Uevents uevents;
    private final GroupOwnership ownership;
    private final SimVfio vfio;
    private final KernelLog log;

    DriverCore(
            KernelFlavour flavour,
            KernelLock lock,
            SimBus bus,
            Faults faults,
            Uevents uevents,
            GroupOwnership ownership,
            SimVfio vfio,
            KernelLog log) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.faults = faults;
        this.uevents = uevents;
        this.ownership = ownership;
        this.vfio = vfio;
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

    /** Whether a process has the function open through its vfio driver. */
    boolean isOpen(SimFunction function) {
        return vfio.isOpen(function);
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
            probe(driver, function);
        } catch (ProbeFailure failure) {
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
                    probe(driver, function);
                } catch (ProbeFailure leftToTheNext) {
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

    private void offer(SimDriver driver, SimFunction function) {
        try {
            attach(driver, function);
        } catch (KernelException droppedByTheKernelToo) {
            log.add(function.address() + ": not on " + driver.name() + ", " + droppedByTheKernelToo.errno());
        }
    }

    /** Takes a function off its driver; a vfio driver first waits until nobody has it open. The caller has the device lock. */
    void release(SimFunction function) {
        boolean vfioDriver = function.onVfio();
        function.linkShows = false;
        function.bound = false;
        while (vfioDriver && vfio.isOpen(function)) {
            vfio.request(function);
            log.add("vfio-pci " + function.address() + ": Relaying device request to user");
            lock.await(() -> !vfio.isOpen(function), REQUEST_INTERVAL);
        }
        lock.spend(faults.time(SimOperation.DRIVER_REMOVE, function.address()));
        function.driver = null;
        function.vfioNumber = null;
        uevents.function("unbind", function, null);
    }

    private void probe(SimDriver driver, SimFunction function) throws KernelException, ProbeFailure {
        if (!ownership.mayProbe(driver, function)) {
            throw new KernelException(SimErrno.EBUSY);
        }
        function.driver = driver;
        function.linkShows = true;
        lock.spend(faults.time(SimOperation.DRIVER_PROBE, function.address()));
        try {
            faults.check(SimOperation.DRIVER_PROBE, function.address(), driver.name());
        } catch (KernelException failure) {
            function.driver = null;
            function.linkShows = false;
            throw new ProbeFailure(failure.errno());
        }
        function.bound = true;
        if (function.onVfio() && flavour.showsVfioDevices()) {
            function.vfioNumber = bus.freeVfioNumber();
        }
        ownership.deathBy(driver, function).ifPresent(reason -> {
            throw lock.crash(reason);
        });
        uevents.function("bind", function, driver.name());
    }

    /** The driver's own probe routine failed; the driver core treats that differently from its own refusals. */
    private static final class ProbeFailure extends Exception {

        final SimErrno errno;

        ProbeFailure(SimErrno errno) {
            super(errno.text());
            this.errno = errno;
        }
    }
}

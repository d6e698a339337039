package io.bailiff.agent.sim;

import java.util.List;
import java.util.stream.Stream;

/** Loading of modules: a driver that comes takes every driverless function that it matches. Safe for any number of threads. */
final class Modules {

    private final KernelLock lock;
    private final SimBus bus;
    private final DriverCore core;
    private final Uevents uevents;
    private final KernelFlavour flavour;

    Modules(KernelLock lock, SimBus bus, DriverCore core, Uevents uevents, KernelFlavour flavour) {
        this.lock = lock;
        this.bus = bus;
        this.core = core;
        this.uevents = uevents;
        this.flavour = flavour;
    }

    void load(String name) throws KernelException {
        String module = name.replace('-', '_');
        lock.run(() -> {
            List<SimDriver> drivers = of(module).toList();
            if (drivers.isEmpty()) {
                throw new KernelException(
                        SimErrno.ENOENT,
                        "modprobe: FATAL: Module " + name + " not found in directory /lib/modules/"
                                + flavour.release());
            }
            for (SimDriver driver : drivers) {
                register(driver);
            }
        });
    }

    private void register(SimDriver driver) throws KernelException {
        if (driver.loaded) {
            return;
        }
        driver.loaded = true;
        uevents.driver("add", driver);
        if (bus.autoprobe) {
            core.offerAll(driver);
        }
    }

    private Stream<SimDriver> of(String module) {
        return bus.drivers.values().stream()
                .filter(driver -> driver.spec.module().equals(module));
    }
}

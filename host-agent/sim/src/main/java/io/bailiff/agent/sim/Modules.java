// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads and unloads modules: a loaded driver takes every matching driverless function, and an unloaded driver leaves the
 * driver's functions driverless. Safe for any number of threads.
 */
final class Modules {

    private final KernelLock lock;
    private final SimBus bus;
    private final DriverCore core;
    private final SimVfio vfio;
    private final Uevents uevents;
    private final FileListeners listeners;
    private final KernelFlavour flavour;

    Modules(
            KernelLock lock,
            SimBus bus,
            DriverCore core,
            SimVfio vfio,
            Uevents uevents,
            FileListeners listeners,
            KernelFlavour flavour) {
        this.lock = lock;
        this.bus = bus;
        this.core = core;
        this.vfio = vfio;
        this.uevents = uevents;
        this.listeners = listeners;
        this.flavour = flavour;
    }

    void load(String name) throws KernelException {
        lock.run(() -> {
            List<SimDriver> drivers = of(name).toList();
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

    /**
     * Unloads a module. The files of the module's drivers vanish, and the marks and covers of the files with them.
     *
     * @throws KernelException ENOENT if the module is not loaded, EBUSY if a process has a function of the module open
     */
    void unload(String name) throws KernelException {
        lock.run(() -> {
            List<SimDriver> drivers = of(name).filter(driver -> driver.loaded).toList();
            if (drivers.isEmpty()) {
                throw new KernelException(SimErrno.ENOENT, "rmmod: ERROR: Module " + name + " is not currently loaded");
            }
            if (drivers.stream().flatMap(this::functionsOf).anyMatch(vfio::isOpen)) {
                throw new KernelException(SimErrno.EBUSY, "rmmod: ERROR: Module " + name + " is in use");
            }
            for (SimDriver driver : drivers) {
                unregister(driver);
            }
            listeners.forget("/sys/module/" + drivers.get(0).spec.module());
        });
    }

    /** Returns the number of the module's users: processes with an open function of a driver of the module. */
    int users(String name) {
        return lock.look(() ->
                (int) of(name).flatMap(this::functionsOf).filter(vfio::isOpen).count());
    }

    /** Registers the driver. The uevent is sent after the driver has taken the functions (driver_register in drivers/base/driver.c). */
    private void register(SimDriver driver) throws KernelException {
        if (driver.loaded) {
            return;
        }
        driver.loaded = true;
        driver.loads++;
        if (bus.autoprobe) {
            core.offerAll(driver);
        }
        uevents.driver("add", driver);
    }

    private void unregister(SimDriver driver) throws KernelException {
        List<SimFunction> functions = new ArrayList<>(functionsOf(driver).toList());
        Collections.reverse(functions);
        for (SimFunction function : functions) {
            core.withDeviceLock(function, () -> {
                if (function.driver == driver) {
                    core.release(function);
                }
            });
        }
        driver.loaded = false;
        driver.dynamicIds.clear();
        listeners.forget(SysPaths.directory(driver));
        uevents.driver("remove", driver);
    }

    private Stream<SimFunction> functionsOf(SimDriver driver) {
        return bus.functions.values().stream().filter(function -> function.driver == driver);
    }

    private Stream<SimDriver> of(String name) {
        String module = name.replace('-', '_');
        return bus.drivers.values().stream()
                .filter(driver -> driver.spec.module().equals(module));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;

/**
 * The effects of writes to the files of the PCI bus: drivers/base/bus.c, drivers/pci/pci-driver.c, drivers/pci/pci-sysfs.c.
 * Safe for any number of threads.
 */
final class DriverFiles {

    private static final int PAGE = 4096;

    private final KernelFlavour flavour;
    private final KernelLock lock;
    private final SimBus bus;
    private final DriverCore core;
    private final Faults faults;
    private final PinWatch pins;

    DriverFiles(KernelFlavour flavour, KernelLock lock, SimBus bus, DriverCore core, Faults faults, PinWatch pins) {
        this.flavour = flavour;
        this.lock = lock;
        this.bus = bus;
        this.core = core;
        this.faults = faults;
        this.pins = pins;
    }

    void bind(SimDriver driver, String text) throws KernelException {
        lock.run(() -> {
            SimFunction function = bus.named(text);
            enter(SimOperation.BIND, function, driver.name());
            boolean seenBound = function.driver != null && !flavour.tellsProbeErrors();
            if (seenBound || !driver.matches(function)) {
                throw new KernelException(SimErrno.ENODEV);
            }
            core.withDeviceLock(function, () -> {
                core.attach(driver, function);
            });
        });
    }

    void unbind(SimDriver driver, String text) throws KernelException {
        lock.run(() -> {
            SimFunction function = bus.named(text);
            enter(SimOperation.UNBIND, function, driver.name());
            if (function.driver != driver) {
                throw new KernelException(SimErrno.ENODEV);
            }
            core.withDeviceLock(function, () -> {
                if (function.driver == driver) {
                    core.release(function);
                    pins.check(function, "unbind from " + driver.name());
                }
            });
        });
    }

    /**
     * Probes a function. Also succeeds for a bound function, without a matching driver, and after failed probes: success proves
     * nothing. A refusal by the kernel itself is EINVAL.
     */
    void driversProbe(String text) throws KernelException {
        lock.run(() -> {
            SimFunction function = bus.named(text);
            enter(SimOperation.DRIVERS_PROBE, function, "");
            if (function.driver != null) {
                return;
            }
            core.withDeviceLock(function, () -> {
                probeAny(function);
            });
        });
    }

    /**
     * Reads the override. The kernel takes the device lock even for a read (until 7.0): the read waits for an unbind that waits for
     * a guest.
     */
    String readOverride(PciAddress address) throws KernelException {
        return lock.read(() -> {
            SimFunction function = bus.named(address.toString());
            if (flavour.overrideTakesDeviceLock()) {
                core.awaitDeviceLock(function);
            }
            return function.override == null ? "(null)" : function.override;
        });
    }

    /** Reads the uevent file; waits for the device lock too (uevent_show in drivers/base/core.c). */
    String readUevent(PciAddress address) throws KernelException {
        return lock.read(() -> {
            SimFunction function = bus.named(address.toString());
            core.awaitDeviceLock(function);
            String driver = function.driver == null ? "" : "DRIVER=" + function.driver.name() + "\n";
            return driver + "PCI_SLOT_NAME=" + address + "\n";
        });
    }

    void writeOverride(PciAddress address, String text) throws KernelException {
        if (text.length() >= PAGE - 1) {
            throw new KernelException(SimErrno.EINVAL);
        }
        String name = text.lines().findFirst().orElse("");
        lock.run(() -> {
            SimFunction function = bus.named(address.toString());
            enter(SimOperation.OVERRIDE, function, "");
            if (flavour.overrideTakesDeviceLock()) {
                core.withDeviceLock(function, () -> setOverride(function, name));
            } else {
                setOverride(function, name);
            }
        });
    }

    private void setOverride(SimFunction function, String name) {
        function.override = name.isEmpty() ? null : name;
        pins.check(function, "driver_override set to \"" + name + "\"");
    }

    /** Adds an id to a driver and offers every matching driverless function of the host to the driver. */
    void newId(SimDriver driver, String text) throws KernelException {
        DynamicId id = DynamicId.parse(text);
        lock.run(() -> {
            boolean known = driver.spec.kind() != DriverSpec.Kind.VFIO
                    && driver.spec.ids().stream().anyMatch(id::isSame);
            if (known || (flavour.looksAtAddedIds() && driver.dynamicIds.contains(id))) {
                throw new KernelException(SimErrno.EEXIST);
            }
            driver.dynamicIds.add(id);
            core.offerAll(driver);
        });
    }

    /** Removes an id from a driver; bound functions stay bound. */
    void removeId(SimDriver driver, String text) throws KernelException {
        DynamicId id = DynamicId.parse(text);
        lock.run(() -> {
            if (!driver.dynamicIds.remove(id)) {
                throw new KernelException(SimErrno.ENODEV);
            }
        });
    }

    void writeAutoprobe(String text) throws KernelException {
        lock.run(() -> {
            bus.autoprobe = !text.startsWith("0");
        });
    }

    private void probeAny(SimFunction function) throws KernelException {
        try {
            core.attachAny(function);
        } catch (KernelException refused) {
            throw new KernelException(SimErrno.EINVAL, SimErrno.EINVAL.text() + ", for " + refused.errno());
        }
    }

    private void enter(SimOperation operation, SimFunction function, String driver) throws KernelException {
        lock.spend(faults.time(operation, function.address()));
        faults.check(operation, function.address(), driver);
    }
}

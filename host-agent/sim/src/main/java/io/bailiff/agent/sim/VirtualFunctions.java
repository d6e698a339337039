// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;

/**
 * The virtual functions of a physical function: drivers/pci/iov.c. Safe for any number of threads, except for
 * {@link #removeOf}: the caller holds the kernel's {@link KernelLock}.
 */
final class VirtualFunctions {

    private final KernelLock lock;
    private final SimBus bus;
    private final Uevents uevents;
    private final Faults faults;
    private final FileListeners listeners;
    private final KernelLog log;
    private final SysPaths paths;

    VirtualFunctions(
            KernelLock lock, SimBus bus, Uevents uevents, Faults faults, FileListeners listeners, KernelLog log) {
        this.lock = lock;
        this.bus = bus;
        this.uevents = uevents;
        this.faults = faults;
        this.listeners = listeners;
        this.log = log;
        this.paths = new SysPaths(bus);
    }

    /** Writes {@code sriov_numvfs}: sriov_numvfs_store. */
    void writeCount(DriverCore core, PciAddress address, String text) throws KernelException {
        int count = number(text);
        lock.run(() -> {
            SimFunction physical = bus.named(address.toString());
            lock.spend(faults.time(SimOperation.VIRTUAL_FUNCTIONS, address));
            faults.check(SimOperation.VIRTUAL_FUNCTIONS, address, "");
            if (count > physical.spec.virtualFunctions().size()) {
                throw new KernelException(SimErrno.ERANGE);
            }
            core.withDeviceLock(physical, () -> change(core, physical, count));
        });
    }

    private void change(DriverCore core, SimFunction physical, int count) throws KernelException {
        int now = of(physical).size();
        if (count == now) {
            return;
        }
        if (physical.driver == null || physical.driver.spec.kind() != DriverSpec.Kind.HOST) {
            throw new KernelException(SimErrno.ENOENT);
        }
        if (count == 0) {
            removeOf(physical, core);
            return;
        }
        if (now != 0) {
            throw new KernelException(SimErrno.EBUSY);
        }
        for (FunctionSpec spec : physical.spec.virtualFunctions().subList(0, count)) {
            add(core, physical, spec);
        }
    }

    private void add(DriverCore core, SimFunction physical, FunctionSpec spec) throws KernelException {
        SimFunction virtual = bus.add(spec, spec.group());
        virtual.physical = physical.address();
        uevents.function("add", virtual, null);
        // pci_device_can_probe in drivers/pci/pci-driver.c
        if (!physical.probesVirtualFunctions && virtual.override == null) {
            return;
        }
        core.withDeviceLock(virtual, () -> {
            try {
                core.attachAny(virtual);
            } catch (KernelException droppedByTheKernelToo) {
                log.add(virtual.address() + ": no driver, " + droppedByTheKernelToo.errno());
            }
        });
    }

    /** Writes {@code sriov_drivers_autoprobe}. */
    void writeAutoprobe(PciAddress address, String text) throws KernelException {
        int value = number(text);
        lock.run(() -> bus.named(address.toString()).probesVirtualFunctions = value != 0);
    }

    /** Returns the present virtual functions of a physical function, sorted by address. */
    List<SimFunction> of(SimFunction physical) {
        return bus.functions.values().stream()
                .filter(function -> physical.address().equals(function.physical))
                .toList();
    }

    /** Removes the virtual functions for good: a rescan does not find a virtual function (pci_disable_sriov). */
    void removeOf(SimFunction physical, DriverCore core) throws KernelException {
        for (SimFunction virtual : of(physical)) {
            String directory = paths.directory(virtual.spec);
            core.withDeviceLock(virtual, () -> {
                if (virtual.driver != null) {
                    core.release(virtual);
                }
                bus.remove(virtual);
                bus.removed.remove(virtual.address());
                uevents.function("remove", virtual, null);
                listeners.forget(directory);
            });
        }
    }

    /** kstrtou16 and kstrtobool with base 0, in lib/kstrtox.c: decimal, octal after 0, hexadecimal after 0x; one line feed may follow. */
    private static int number(String text) throws KernelException {
        String digits = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        try {
            int number = digits.startsWith("-") ? -1 : Integer.decode(digits);
            if (number >= 0 && number <= 0xffff && !digits.contains("#")) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            throw new KernelException(SimErrno.EINVAL);
        }
        throw new KernelException(SimErrno.EINVAL);
    }
}

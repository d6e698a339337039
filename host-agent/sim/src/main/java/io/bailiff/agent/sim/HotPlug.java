// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Removes functions from the bus and finds removed functions again: {@code remove} and {@code rescan}. Safe for any number of
 * threads.
 */
final class HotPlug {

    private final KernelLock lock;
    private final SimBus bus;
    private final DriverCore core;
    private final Faults faults;
    private final Uevents uevents;
    private final FileListeners listeners;
    private final KernelLog log;
    private final SysPaths paths;

    HotPlug(
            KernelLock lock,
            SimBus bus,
            DriverCore core,
            Faults faults,
            Uevents uevents,
            FileListeners listeners,
            KernelLog log) {
        this.lock = lock;
        this.bus = bus;
        this.core = core;
        this.faults = faults;
        this.uevents = uevents;
        this.listeners = listeners;
        this.log = log;
        this.paths = new SysPaths(bus);
    }

    /**
     * Removes a function from the bus, after all functions behind the function. Waits for the driver's release of the function,
     * like an unbind.
     */
    void remove(PciAddress address, String text) throws KernelException {
        if (!text.strip().matches("[0-9]+")) {
            throw new KernelException(SimErrno.EINVAL);
        }
        if (text.strip().matches("0+")) {
            return;
        }
        lock.run(() -> {
            SimFunction function = bus.named(address.toString());
            lock.spend(faults.time(SimOperation.REMOVE, address));
            faults.check(SimOperation.REMOVE, address, "");
            stop(function);
            removeWithChildren(function);
        });
    }

    /** Unbinds the function and all functions behind the function, the last first (pci_stop_bus_device in drivers/pci/remove.c). */
    private void stop(SimFunction function) throws KernelException {
        List<SimFunction> children = new ArrayList<>(bus.children(function.address()));
        Collections.reverse(children);
        for (SimFunction child : children) {
            stop(child);
        }
        core.withDeviceLock(function, () -> {
            if (function.driver != null) {
                core.release(function);
            }
        });
    }

    /**
     * Finds removed functions. A found function has no override, and a driver may take the function at once, even with
     * {@code drivers_autoprobe} off: pci_bus_add_device in drivers/pci/bus.c does not check the setting.
     */
    void rescan() throws KernelException {
        lock.run(() -> {
            List<SimFunction> found = List.copyOf(bus.removed.values()).stream()
                    .filter(gone -> !faults.isSilent(gone.address()))
                    .map(this::bringBack)
                    .toList();
            for (SimFunction back : found) {
                core.withDeviceLock(back, () -> {
                    offer(back);
                });
            }
        });
    }

    private SimFunction bringBack(SimFunction gone) {
        bus.removed.remove(gone.address());
        SimFunction back = bus.add(gone.spec, gone.group().map(group -> group.number));
        back.bootDriver = gone.bootDriver;
        uevents.function("add", back, null);
        return back;
    }

    private void offer(SimFunction function) {
        try {
            core.attachAny(function);
        } catch (KernelException droppedByTheKernelToo) {
            log.add(function.address() + ": no driver, " + droppedByTheKernelToo.errno());
        }
    }

    private void removeWithChildren(SimFunction function) throws KernelException {
        for (SimFunction child : bus.children(function.address())) {
            removeWithChildren(child);
        }
        String directory = paths.directory(function.spec);
        core.withDeviceLock(function, () -> {
            if (function.removed) {
                return;
            }
            if (function.driver != null) {
                core.release(function);
            }
            bus.remove(function);
            uevents.function("remove", function, null);
            listeners.forget(directory);
        });
    }
}

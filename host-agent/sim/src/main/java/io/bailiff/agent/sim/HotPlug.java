package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Functions that leave the bus and come back: {@code remove} and {@code rescan}. Safe for any number of threads. */
final class HotPlug {

    private final KernelLock lock;
    private final SimBus bus;
    private final DriverCore core;
    private final Faults faults;
    private final Uevents uevents;
    private final Fanotify fanotify;
    private final KernelLog log;
    private final SysPaths paths;

    HotPlug(
            KernelLock lock,
            SimBus bus,
            DriverCore core,
            Faults faults,
            Uevents uevents,
            Fanotify fanotify,
            KernelLog log) {
        this.lock = lock;
        this.bus = bus;
        this.core = core;
        this.faults = faults;
        this.uevents = uevents;
        this.fanotify = fanotify;
        this.log = log;
        this.paths = new SysPaths(bus);
    }

    /** Takes a function off the bus, and everything behind it first. Waits for its driver to let it go, like an unbind. */
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

    /** First everything leaves its driver, the last first (pci_stop_bus_device in drivers/pci/remove.c). */
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
     * Finds what was removed. It comes back with no override, and a driver may take it at once, even with
     * {@code drivers_autoprobe} off: pci_bus_add_device in drivers/pci/bus.c does not ask.
     */
    void rescan() throws KernelException {
        lock.run(() -> {
            List<SimFunction> found = List.copyOf(bus.removed.values()).stream()
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
            fanotify.forget(directory);
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.time.Duration;

/** Unbinds a function from a driver: __device_release_driver in drivers/base/dd.c. */
final class DriverRelease {

    /** The interval at which the kernel repeats the request to the user of a function during an unbind. */
    private static final Duration REQUEST_INTERVAL = Duration.ofSeconds(10);

    private final KernelLock lock;
    private final SimBus bus;
    private final Faults faults;
    private final Uevents uevents;
    private final SimVfio vfio;
    private final KernelLog log;

    DriverRelease(KernelLock lock, SimBus bus, Faults faults, Uevents uevents, SimVfio vfio, KernelLog log) {
        this.lock = lock;
        this.bus = bus;
        this.faults = faults;
        this.uevents = uevents;
        this.vfio = vfio;
        this.log = log;
    }

    /** Unbinds the function. A vfio driver first waits until no process has the function open. The caller holds the device lock. */
    void run(SimFunction function) {
        boolean vfioDriver = function.onVfio();
        function.linkShows = false;
        function.bound = false;
        while (vfioDriver && vfio.isOpen(function)) {
            vfio.request(function);
            log.add("vfio-pci " + function.address() + ": Relaying device request to user");
            lock.await(() -> !vfio.isOpen(function), REQUEST_INTERVAL);
        }
        bus.links.disappear(function);
        lock.spend(faults.time(SimOperation.DRIVER_REMOVE, function.address()));
        function.driver = null;
        function.vfioNumber = null;
        if (!function.spec.endpoint()) {
            // pcie_portdrv_remove calls pci_disable_device, which clears bus mastering: the functions below lose their
            // transfers.
            function.busMaster = false;
        }
        uevents.function("unbind", function, null);
    }
}

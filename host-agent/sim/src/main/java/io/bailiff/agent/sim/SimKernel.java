// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * The kernel of a simulated host: the PCI bus, the IOMMU groups and the groups' owners. The constructor boots the kernel: every
 * loaded driver takes the matching functions. Safe for any number of threads.
 *
 * <p>An agent uses the kernel only through {@link SimFiles}; the public methods are for tests and for the simulated hypervisor.
 */
public final class SimKernel {

    private final KernelFlavour flavour;
    private final KernelLock lock = new KernelLock();
    private final SimBus bus = new SimBus();
    private final Faults faults = new Faults(this::wake);
    private final Uevents uevents = new Uevents(new SysPaths(bus));
    private final FileListeners listeners = new FileListeners(lock);
    private final PinWatch pins = new PinWatch();
    private final KernelLog log = new KernelLog();
    private final SimVfio vfio;
    private final DriverFiles driverFiles;
    private final HotPlug hotPlug;
    private final VirtualFunctions virtualFunctions;
    private final DriverCore core;
    private final Modules modules;
    private final SimSlots slots;
    private final SimPortServices portServices = new SimPortServices(lock);

    public SimKernel(KernelFlavour flavour, List<FunctionSpec> functions, List<DriverSpec> drivers) {
        this.flavour = flavour;
        GroupOwnership ownership = new GroupOwnership(flavour);
        this.vfio = new SimVfio(flavour, lock, bus, ownership);
        DriverProbe probe = new DriverProbe(flavour, lock, bus, faults, uevents, ownership);
        DriverRelease release = new DriverRelease(lock, bus, faults, uevents, vfio, log);
        this.virtualFunctions = new VirtualFunctions(lock, bus, uevents, faults, listeners, log);
        this.core = new DriverCore(flavour, lock, bus, probe, release, virtualFunctions, log);
        this.driverFiles = new DriverFiles(flavour, lock, bus, core, faults, pins);
        this.hotPlug = new HotPlug(lock, bus, core, faults, uevents, listeners, log);
        this.slots = new SimSlots(lock, bus, hotPlug);
        this.modules = new Modules(lock, bus, core, vfio, uevents, listeners, flavour);
        drivers.forEach(driver -> bus.drivers.put(driver.name(), new SimDriver(driver)));
        functions.forEach(function -> bus.add(function, function.group()));
        boot();
    }

    public KernelFlavour flavour() {
        return flavour;
    }

    /** Returns the failures of the host, to be set by tests. */
    public Faults faults() {
        return faults;
    }

    /** Returns the processes' use of vfio files. */
    public SimVfio vfio() {
        return vfio;
    }

    /** Returns the hot-plug slots. */
    public SimSlots slots() {
        return slots;
    }

    /** Returns the hot-plug services of ports. */
    public SimPortServices portServices() {
        return portServices;
    }

    /** Returns the last text that was written to a file that resets or reconfigures the function; empty if there was no write. */
    public Optional<String> setting(PciAddress address, String file) {
        return lock.look(
                () -> Optional.ofNullable(bus.functions.get(address)).map(function -> function.settings.get(file)));
    }

    /** Returns the uevents with a sequence number higher than the given number; 0 for all since boot. */
    public List<SimUevent> ueventsAfter(long sequence) {
        return lock.look(() -> uevents.after(sequence));
    }

    /**
     * Returns every moment with a loose function (on no driver and without an override, although the function had a driver at
     * boot).
     */
    public List<String> violations() {
        return lock.look(pins::violations);
    }

    /**
     * Sends the uevent of a step of a function's error recovery.
     *
     * @param step {@code BEGIN_RECOVERY}, {@code SUCCESSFUL_RECOVERY} or {@code FAILED_RECOVERY}
     */
    public void recoverFromError(PciAddress address, String step) {
        lock.change(() -> {
            SimFunction function = bus.functions.get(address);
            if (function != null) {
                uevents.error(function, step);
            }
        });
    }

    /**
     * Trains the PCI Express link of a function. Before the first training the function has no link.
     *
     * @param speed the speed as in sysfs: {@code 8.0 GT/s PCIe}
     * @param width the number of lanes
     */
    public void trainLink(PciAddress address, String speed, int width) {
        lock.change(() -> {
            SimFunction function = bus.functions.get(address);
            if (function != null) {
                function.linkSpeed = speed;
                function.linkWidth = width;
            }
        });
    }

    /** Returns the lines of the kernel's log. */
    public List<String> log() {
        return lock.look(log::lines);
    }

    /** Returns the reason of the crash; empty while the host lives. */
    public Optional<String> crash() {
        return lock.crash();
    }

    /** @throws HostCrashedException if the host has crashed */
    void requireAlive() {
        lock.look(() -> {
            lock.checkAlive();
            return true;
        });
    }

    private void wake() {
        lock.look(() -> {
            lock.tell();
            return true;
        });
    }

    KernelLock lock() {
        return lock;
    }

    SimBus bus() {
        return bus;
    }

    Uevents uevents() {
        return uevents;
    }

    FileListeners listeners() {
        return listeners;
    }

    DriverFiles driverFiles() {
        return driverFiles;
    }

    HotPlug hotPlug() {
        return hotPlug;
    }

    /** Writes a physical function's {@code sriov_numvfs}. */
    void writeVirtualFunctions(PciAddress physical, String text) throws KernelException {
        virtualFunctions.writeCount(core, physical, text);
    }

    VirtualFunctions virtualFunctions() {
        return virtualFunctions;
    }

    Modules modules() {
        return modules;
    }

    private void boot() {
        try {
            lock.run(() -> {
                for (SimFunction function : bus.functions.values()) {
                    if (!function.spec.bootDriverless()) {
                        core.attachAny(function);
                    }
                    bus.links.configure(function);
                    function.bootDriver = function.driver == null ? null : function.driver.name();
                }
            });
        } catch (KernelException impossible) {
            throw new IllegalStateException("no group can be in use at boot", impossible);
        }
    }
}

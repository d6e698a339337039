package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Map;

/** The QEMU processes of a simulated hypervisor, and what they do to the kernel. Guarded by {@link SimGuests}. */
final class GuestRuns {

    private final SimKernel kernel;
    private final SimProcesses processes;
    private int lastId;

    GuestRuns(SimKernel kernel, SimProcesses processes) {
        this.kernel = kernel;
        this.processes = processes;
    }

    /** Starts a process that opens the devices of the guest's definition; if it cannot, there is no process. */
    void start(SimGuest guest) throws GuestException {
        long pid = processes.start(process(guest));
        try {
            for (PciAddress address : guest.defined.values()) {
                kernel.vfio().open(pid, address);
            }
        } catch (KernelException failure) {
            endProcess(pid);
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "internal error: process exited while connecting to monitor: qemu-system-x86_64: -device vfio-pci: "
                            + failure.getMessage());
        }
        guest.run = new SimGuest.Run(++lastId, pid);
        for (Map.Entry<String, PciAddress> device : guest.defined.entrySet()) {
            guest.live.put(device.getKey(), new SimGuest.LiveDevice(device.getValue()));
        }
    }

    void plug(SimGuest guest, String alias, PciAddress address) throws GuestException {
        SimGuest.Run run = guest.run;
        if (run == null) {
            throw new IllegalStateException(guest.name + " does not run");
        }
        try {
            kernel.vfio().open(run.pid(), address);
        } catch (KernelException failure) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "internal error: unable to execute QEMU command 'device_add': " + failure.getMessage());
        }
        guest.live.put(alias, new SimGuest.LiveDevice(address));
    }

    void unplug(SimGuest.Run run, PciAddress address) {
        kernel.vfio().close(run.pid(), address);
    }

    void end(SimGuest guest) {
        SimGuest.Run run = guest.run;
        if (run != null) {
            endProcess(run.pid());
        }
        guest.run = null;
        guest.paused = false;
        guest.shutdownAsked = false;
        guest.live.clear();
    }

    private void endProcess(long pid) {
        kernel.vfio().closeAll(pid);
        processes.end(pid);
    }

    private static ProcessSpec process(SimGuest guest) {
        return ProcessSpec.service(
                        "", "/usr/bin/qemu-system-x86_64", "-name", "guest=" + guest.name + ",debug-threads=on")
                .inCgroup("/machine.slice/machine-qemu\\x2d" + guest.name + ".scope/libvirt/emulator");
    }
}

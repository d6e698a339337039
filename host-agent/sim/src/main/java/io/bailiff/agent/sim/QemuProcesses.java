// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Collection;

/** QEMU processes on the simulated kernel of a host; the kernel decides about every open of a function. */
final class QemuProcesses implements GuestProcesses {

    private final SimKernel kernel;
    private final SimProcesses processes;

    QemuProcesses(SimHost host) {
        this.kernel = host.kernel();
        this.processes = host.processes();
    }

    @Override
    public long start(String guest, Collection<PciAddress> functions) throws GuestException {
        long pid = processes.start(process(guest));
        try {
            for (PciAddress function : functions) {
                kernel.vfio().open(pid, function);
            }
            return pid;
        } catch (KernelException failure) {
            end(pid);
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "internal error: process exited while connecting to monitor: qemu-system-x86_64: -device vfio-pci: "
                            + failure.getMessage());
        }
    }

    @Override
    public void open(long process, PciAddress function) throws GuestException {
        try {
            kernel.vfio().open(process, function);
        } catch (KernelException failure) {
            throw new GuestException(
                    GuestException.Code.REFUSED,
                    "internal error: unable to execute QEMU command 'device_add': " + failure.getMessage());
        }
    }

    @Override
    public void close(long process, PciAddress function) {
        kernel.vfio().close(process, function);
    }

    @Override
    public void end(long process) {
        kernel.vfio().closeAll(process);
        processes.end(process);
    }

    private static ProcessSpec process(String guest) {
        return ProcessSpec.service("", "/usr/bin/qemu-system-x86_64", "-name", "guest=" + guest + ",debug-threads=on")
                .inCgroup("/machine.slice/machine-qemu\\x2d" + guest + ".scope/libvirt/emulator");
    }
}

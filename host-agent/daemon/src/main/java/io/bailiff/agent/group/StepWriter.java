// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;

/** Carries out the steps that are a single write. All functions of one group use the same writer, because the writer serializes their probes. */
final class StepWriter {

    private static final String PROBE = "/sys/bus/pci/drivers_probe";
    // The kernel ignores an empty write. An empty line clears the override (driver_override_store).
    private static final String NOT_SET = "\n";

    private final HostFiles files;
    private final PciBus bus;
    private final KernelTimeouts timeouts;
    private final DriverKinds kinds;
    private final Object joiningVfio = new Object();

    StepWriter(HostFiles files, PciBus bus, KernelTimeouts timeouts, DriverKinds kinds) {
        this.files = files;
        this.bus = bus;
        this.timeouts = timeouts;
        this.kinds = kinds;
    }

    void write(Step step) throws HostFileException {
        if (step instanceof Step.Pin pin) {
            override(pin.address(), pin.driver());
        } else if (step instanceof Step.Unbind unbind) {
            unbind(unbind.address(), unbind.driver());
        } else if (step instanceof Step.Probe probe) {
            probe(probe);
        } else if (step instanceof Step.RestoreOverride restore) {
            override(restore.address(), restore.override() == null ? NOT_SET : restore.override());
        } else if (step instanceof Step.Release release) {
            release(release);
        }
    }

    private void override(PciAddress address, String value) throws HostFileException {
        files.write(PciBus.overrideFile(address), value);
    }

    /**
     * Asks the kernel to bind the function. Members of one group join vfio one after the other. If two members join at
     * the same moment, both create the file of the group. On kernels like 6.1 the second member then triggers a WARN_ON
     * (vfio_create_group and vfio_group_release in drivers/vfio/vfio_main.c). With panic_on_warn the WARN_ON crashes
     * the host.
     */
    private void probe(Step.Probe probe) throws HostFileException {
        if (kinds.mayBeVfio(probe.driver())) {
            synchronized (joiningVfio) {
                files.write(PROBE, probe.address().toString());
            }
        } else {
            files.write(PROBE, probe.address().toString());
        }
    }

    private void unbind(PciAddress address, String driver) throws HostFileException {
        // The unbind goes to the file of the named driver: if the function is on another driver by now, the kernel
        // refuses with ENODEV.
        String file = PciBus.DRIVERS + driver + "/unbind";
        try {
            if (kinds.mayBeVfio(driver)) {
                files.writeDetached(file, address.toString(), timeouts.unbind());
            } else {
                files.write(file, address.toString());
            }
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_DEVICE || bus.driver(address).isPresent()) {
                throw e;
            }
            // Another process has unbound the function between the read and the write: the step has its result.
        }
    }

    /**
     * Writes in a separate process: a removal waits without end for a guest that has taken the dependent since the checks. A missing
     * file means a driver that has gone away, or a driver that made the virtual functions by itself and removes them in the unbind
     * (sriov_numvfs_store answers ENOENT without sriov_configure). ENODEV means a framebuffer that has left the driver (unbind_store).
     */
    private void release(Step.Release release) throws HostFileException {
        try {
            files.writeDetached(
                    release.file(), release.value(), timeouts.unbind().multipliedBy(release.devices()));
        } catch (HostFileException e) {
            if (e.error() != HostError.NO_ENTRY && e.error() != HostError.NO_DEVICE) {
                throw e;
            }
        }
    }
}

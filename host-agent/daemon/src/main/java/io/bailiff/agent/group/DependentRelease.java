// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.PlannedStep;
import io.bailiff.agent.dependents.Framebuffer;
import io.bailiff.agent.dependents.Framebuffers;
import io.bailiff.agent.dependents.VirtualFunctions;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans the release of dependents before a detach.
 *
 * <p>A framebuffer keeps a part of the function's memory reserved, and vfio-pci then cannot give the memory to the guest
 * (vfio_pci_core_mmap: pci_request_selected_regions). Only for class 0300, and only since Linux 6.1, vfio-pci removes the framebuffer
 * by itself (vfio_pci_vga_init).
 *
 * <p>Not every driver removes the virtual functions in the unbind (nvme does not, see pci_iov_remove), and vfio-pci rejects a physical
 * function with virtual functions by EBUSY (vfio_pci_core_register_device). So the virtual functions are removed first, while the
 * host driver is still bound: without a driver the kernel removes none.
 */
final class DependentRelease {

    private final HostFiles files;
    private final VirtualFunctions virtualFunctions;
    private @Nullable Framebuffers planned;

    DependentRelease(HostFiles files) {
        this.files = files;
        this.virtualFunctions = new VirtualFunctions(files);
    }

    /** @param driver the present driver of the function, or null */
    List<Step> steps(PciAddress address, @Nullable String driver) throws HostFileException {
        return steps(address, driver, Framebuffers.read(files));
    }

    private List<Step> steps(PciAddress address, @Nullable String driver, Framebuffers framebuffers)
            throws HostFileException {
        List<Step> steps = new ArrayList<>();
        int virtual = virtualFunctions.of(address).size();
        if (virtual > 0 && driver != null && !VfioDrivers.isAway(driver)) {
            steps.add(new Step.RemoveVirtualFunctions(address, virtual));
        }
        for (Framebuffer framebuffer : framebuffers.on(address)) {
            steps.add(new Step.ReleaseFramebuffer(address, framebuffer));
        }
        return steps;
    }

    /** Plans for a survey. The framebuffers are read once for all groups, so a later survey needs a new instance. */
    List<PlannedStep> planned(IommuGroup group) throws HostFileException {
        Framebuffers framebuffers = planned == null ? Framebuffers.read(files) : planned;
        planned = framebuffers;
        List<PlannedStep> steps = new ArrayList<>();
        for (FunctionReport endpoint : group.endpoints()) {
            steps(endpoint.address(), endpoint.driver(), framebuffers).forEach(step -> steps.add(step.planned()));
        }
        return steps;
    }
}

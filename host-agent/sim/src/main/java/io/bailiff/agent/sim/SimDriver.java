// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/** The current state of a PCI driver in the simulated kernel. Guarded by the kernel's {@link KernelLock}. */
final class SimDriver {

    final DriverSpec spec;
    final List<DynamicId> dynamicIds = new ArrayList<>();
    boolean loaded;
    /** The number of times that the driver was loaded: every time is a new node of sysfs. */
    long loads;

    SimDriver(DriverSpec spec) {
        this.spec = spec;
        this.loaded = spec.loaded();
    }

    String name() {
        return spec.name();
    }

    /**
     * Returns true if the driver core would offer the function to the driver: pci_match_device in drivers/pci/pci-driver.c. An
     * override for another driver excludes the driver. A matching dynamic id suffices. An override for the driver matches even
     * without an id. The ids of a vfio driver count only with an override.
     */
    boolean matches(SimFunction function) {
        String override = function.override;
        if (override != null && !override.equals(name())) {
            return false;
        }
        if (override != null || dynamicIds.stream().anyMatch(id -> id.matches(function.spec))) {
            return true;
        }
        return spec.kind() != DriverSpec.Kind.VFIO && spec.ids().stream().anyMatch(id -> id.matches(function.spec));
    }
}

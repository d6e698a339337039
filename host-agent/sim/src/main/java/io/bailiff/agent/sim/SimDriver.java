package io.bailiff.agent.sim;

import java.util.ArrayList;
import java.util.List;

/** A PCI driver as the simulated kernel has it now. Guarded by the kernel's {@link KernelLock}. */
final class SimDriver {

    final DriverSpec spec;
    final List<IdMatch> dynamicIds = new ArrayList<>();
    boolean loaded;

    SimDriver(DriverSpec spec) {
        this.spec = spec;
        this.loaded = spec.loaded();
    }

    String name() {
        return spec.name();
    }

    /**
     * Whether the driver core would let it have this function: pci_match_device in drivers/pci/pci-driver.c. An override to
     * another driver rules it out; dynamic ids come first and ask nothing more; an override to this one matches even with no
     * id; the ids of a vfio driver count only with an override.
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

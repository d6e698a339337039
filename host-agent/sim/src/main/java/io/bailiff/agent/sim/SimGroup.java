package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An IOMMU group as the simulated kernel has it now. Guarded by the kernel's {@link KernelLock}. */
final class SimGroup {

    final int number;
    final TreeMap<PciAddress, SimFunction> members = new TreeMap<>();
    /** The process that has its file open with an IOMMU container behind it, if any. */
    @Nullable
    Long user;
    /** The functions that this process has open. */
    final Set<PciAddress> open = new TreeSet<>();

    SimGroup(int number) {
        this.number = number;
    }

    boolean inUse() {
        return user != null;
    }

    boolean hasVfioMember() {
        return members.values().stream().anyMatch(SimFunction::onVfio);
    }
}

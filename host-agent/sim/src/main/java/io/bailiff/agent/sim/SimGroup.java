// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The current state of an IOMMU group in the simulated kernel. Guarded by the kernel's {@link KernelLock}. */
final class SimGroup {

    final int number;
    final TreeMap<PciAddress, SimFunction> members = new TreeMap<>();
    /** The process with the group's file open and an IOMMU container attached, or null. */
    @Nullable
    Long user;
    /** True if the user process has closed the group's file and the container, and has only files of functions. */
    boolean fileClosed;
    /** The functions open in the user process. */
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

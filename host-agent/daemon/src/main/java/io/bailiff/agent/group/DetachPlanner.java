// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Plans the detach of a group. Changes nothing, and does not check for host-critical members. */
public final class DetachPlanner {

    private final VfioDriverChoice choice;
    private final Supplier<ConflictBehaviour> behaviour;

    /** @param behaviour the reaction of the host's kernel to conflicts; read again for each plan */
    public DetachPlanner(VfioDriverChoice choice, Supplier<ConflictBehaviour> behaviour) {
        this.choice = choice;
        this.behaviour = behaviour;
    }

    public GroupPlan plan(IommuGroup group) throws HostFileException {
        ConflictBehaviour conflicts = behaviour.get();
        List<MemberPlan> members = new ArrayList<>();
        for (FunctionReport function : group.members()) {
            members.add(
                    switch (function.kind()) {
                        case ENDPOINT -> MemberPlan.Move.of(function, choice.driverFor(function.address()));
                        case BRIDGE -> bridge(function, conflicts);
                    });
        }
        return new GroupPlan(group.fingerprint(), members);
    }

    /**
     * Plans for one bridge. The bridge keeps its driver, or moves to {@code pci-stub} if the driver would make the
     * group not viable.
     *
     * <p>A kernel with DMA ownership ({@link ConflictBehaviour#REFUSES}) counts a bridge against the group unless the
     * driver of the bridge sets driver_managed_dma in struct pci_driver. Among the bridge drivers only portdrv
     * ({@code pcieport}) sets the flag; shpchp does not. A kernel without DMA ownership never counts bridges
     * (vfio_dev_driver_allowed).
     */
    private static MemberPlan bridge(FunctionReport bridge, ConflictBehaviour behaviour) {
        String driver = bridge.driver();
        if (driver == null) {
            return new MemberPlan.Keep(bridge.address(), "bridge, stays without driver");
        }
        boolean counts =
                behaviour == ConflictBehaviour.REFUSES && !driver.equals("pcieport") && !VfioDrivers.isAway(driver);
        return counts
                ? MemberPlan.Move.of(bridge, VfioDrivers.STUB)
                : new MemberPlan.Keep(bridge.address(), "bridge, stays with " + driver);
    }
}

package io.bailiff.agent.group;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Says what a detach of a group would do. Changes nothing, and does not ask whether the host can spare the group. */
public final class DetachPlanner {

    private final VfioDriverChoice choice;
    private final Supplier<ConflictBehaviour> behaviour;

    /** @param behaviour what the host's kernel does about conflicts; asked for each plan */
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
     * A kernel that tracks DMA ownership counts a bridge against the group when its driver does DMA for itself, which of
     * the bridge drivers only portdrv disclaims (driver_managed_dma in struct pci_driver; shpchp does not have it). A
     * kernel that does not track it never counts bridges (vfio_dev_driver_allowed).
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

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plans the detach of a group. Changes nothing, and does not check for host-critical members. */
public final class DetachPlanner {

    private static final String HOST_BRIDGE = "0600";

    private final VfioDriverChoice choice;
    private final Supplier<ConflictBehaviour> behaviour;
    private final HostConfigurationReader configurations;

    /** @param behaviour the reaction of the host's kernel to conflicts; read again for each plan */
    public DetachPlanner(
            VfioDriverChoice choice, Supplier<ConflictBehaviour> behaviour, HostConfigurationReader configurations) {
        this.choice = choice;
        this.behaviour = behaviour;
        this.configurations = configurations;
    }

    /** Returns a planner for a survey: the planner reads the configurations of functions from the given files. */
    DetachPlanner reading(HostFiles files) {
        return new DetachPlanner(choice, behaviour, new HostConfigurationReader(files));
    }

    public GroupPlan plan(IommuGroup group) throws HostFileException {
        ConflictBehaviour conflicts = behaviour.get();
        List<MemberPlan> members = new ArrayList<>();
        for (FunctionReport function : group.members()) {
            members.add(
                    switch (function.kind()) {
                        case ENDPOINT -> endpoint(function, conflicts);
                        case BRIDGE -> bridge(function);
                    });
        }
        return new GroupPlan(group.fingerprint(), members);
    }

    /** Returns the configuration that goes with the host driver. A function without host driver loses nothing. */
    private @Nullable HostConfiguration configuration(FunctionReport endpoint) throws HostFileException {
        boolean onHostDriver = endpoint.driver() != null && !VfioDrivers.isAway(endpoint.driver());
        return onHostDriver ? configurations.read(endpoint.address()).orElse(null) : null;
    }

    /**
     * Returns true for a host bridge without a driver, which stays with the host while the other members of the group are lent.
     * Without a driver, no program of the host makes the host bridge transfer data. Some chipsets have such host bridges only to hold
     * root ports. An ISA bridge never stays: firmware and legacy devices behind an ISA bridge transfer data without a PCI driver.
     */
    public static boolean staysWithHost(FunctionReport function) {
        return function.isChipset() && function.classCode().startsWith(HOST_BRIDGE) && function.driver() == null;
    }

    private MemberPlan endpoint(FunctionReport function, ConflictBehaviour conflicts) throws HostFileException {
        return staysWithHost(function)
                ? hostBridge(function, conflicts)
                : MemberPlan.Move.of(function, choice.driverFor(function.address()), configuration(function));
    }

    /**
     * Plans for a host bridge without a driver. A kernel with DMA ownership ({@link ConflictBehaviour#REFUSES}) lends a group with a
     * driverless member, and keeps drivers away from the member meanwhile (iommu_device_use_default_domain), so the host bridge stays.
     * A kernel without DMA ownership lends the group too (vfio_dev_viable), but ends the host if a driver takes the member later
     * (vfio_group_nb_verify). There the host bridge is pinned to {@code pci-stub}, which changes nothing of the device.
     */
    private static MemberPlan hostBridge(FunctionReport function, ConflictBehaviour conflicts) {
        return conflicts == ConflictBehaviour.REFUSES
                ? new MemberPlan.Keep(
                        function.address(),
                        "host bridge, stays without driver; this kernel lets no driver bind while the group is in use")
                : MemberPlan.Move.of(function, VfioDrivers.STUB, null);
    }

    /**
     * Plans for one bridge. The bridge keeps its driver, or moves to {@code pci-stub} if the driver is not {@code pcieport}.
     *
     * <p>A kernel with DMA ownership ({@link ConflictBehaviour#REFUSES}) counts a bridge against the group unless the
     * driver of the bridge sets driver_managed_dma in struct pci_driver. Among the bridge drivers only portdrv
     * ({@code pcieport}) sets the flag; shpchp does not. A kernel without DMA ownership never counts bridges
     * (vfio_dev_driver_allowed). But there shpchp adds a function that is plugged in below the bridge to the group, and the driver of the
     * new function crashes the kernel (vfio_group_nb_verify).
     */
    private static MemberPlan bridge(FunctionReport bridge) {
        String driver = bridge.driver();
        if (driver == null) {
            return new MemberPlan.Keep(bridge.address(), "bridge, stays without driver");
        }
        boolean leaves = !driver.equals("pcieport") && !VfioDrivers.isAway(driver);
        return leaves
                ? MemberPlan.Move.of(bridge, VfioDrivers.STUB, null)
                : new MemberPlan.Keep(bridge.address(), "bridge, stays with " + driver);
    }
}

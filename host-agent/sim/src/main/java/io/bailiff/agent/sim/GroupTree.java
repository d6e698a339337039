// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.SortedMap;

/** {@code /sys/kernel/iommu_groups}. */
final class GroupTree {

    private final SimBus bus;
    private final SysPaths paths;
    private final HostSystem system;
    private final KernelFlavour flavour;

    GroupTree(SimBus bus, SysPaths paths, HostSystem system, KernelFlavour flavour) {
        this.flavour = flavour;
        this.bus = bus;
        this.paths = paths;
        this.system = system;
    }

    SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder();
        bus.groups.values().forEach(group -> node.directory(Integer.toString(group.number), () -> group(group)));
        return node.names();
    }

    private SortedMap<String, SimNode> group(SimGroup group) {
        SimNode.Builder members = new SimNode.Builder();
        String directory = "/sys/kernel/iommu_groups/" + group.number + "/devices";
        group.members
                .values()
                .forEach(function -> members.link(
                        function.address().toString(), SysPaths.relative(directory, paths.directory(function.spec))));
        return new SimNode.Builder()
                .add("devices", members.build())
                .add("type", new SimNode.Attribute(() -> SimNode.Attribute.bytes("DMA-FQ"), typeWriter(group)))
                .file("reserved_regions", reservedRegions(group))
                .names();
    }

    /**
     * The kernel changes no group with a bound member. Before 5.11 nobody may write the file.
     */
    private SimNode.Writer typeWriter(SimGroup group) {
        return switch (flavour) {
            case PANICS -> SimNode.Attribute.READ_ONLY;
            case REFUSES, LOCKLESS, GROUPLESS ->
                text -> {
                    if (group.members.values().stream().anyMatch(member -> member.driver != null)) {
                        throw new KernelException(SimErrno.EBUSY);
                    }
                };
        };
    }

    private String reservedRegions(SimGroup group) {
        String msi = "0x00000000fee00000 0x00000000feefffff msi\n";
        return system.directRegions().stream()
                .filter(region -> group.members.containsKey(region.function()))
                .map(region -> region.line() + "\n" + msi)
                .findFirst()
                .orElse(msi);
    }
}

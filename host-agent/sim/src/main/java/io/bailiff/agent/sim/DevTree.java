// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.SortedMap;

/** {@code /dev}, limited to the files of vfio and disks. */
final class DevTree {

    private final SimBus bus;
    private final HostSystem system;

    DevTree(SimKernel kernel, HostSystem system) {
        this.bus = kernel.bus();
        this.system = system;
    }

    SimNode.Directory root() {
        return new SimNode.Directory(this::names);
    }

    private SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder().file("null", "").directory("mapper", this::mapper);
        system.mappedDisks().forEach(disk -> node.file(disk.name(), ""));
        boolean vfio = bus.loadedDrivers().stream().anyMatch(driver -> driver.spec.kind() == DriverSpec.Kind.VFIO);
        if (vfio) {
            node.directory("vfio", this::vfio);
        }
        return node.names();
    }

    private SortedMap<String, SimNode> vfio() {
        SimNode.Builder node = new SimNode.Builder().file("vfio", "");
        bus.groups.values().stream()
                .filter(SimGroup::hasVfioMember)
                .forEach(group -> node.file(Integer.toString(group.number), ""));
        return node.names();
    }

    private SortedMap<String, SimNode> mapper() {
        SimNode.Builder node = new SimNode.Builder();
        system.mappedDisks().forEach(disk -> node.link(disk.mapperName(), "../" + disk.name()));
        return node.names();
    }
}

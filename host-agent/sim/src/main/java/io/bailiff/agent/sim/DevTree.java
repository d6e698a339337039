// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.SortedMap;

/** {@code /dev}, limited to the files of vfio and disks. */
final class DevTree {

    private final VfioTree vfio;
    private final HostSystem system;

    DevTree(SimKernel kernel, HostSystem system) {
        this.vfio = new VfioTree(kernel);
        this.system = system;
    }

    SimNode.Directory root() {
        return new SimNode.Directory(this::names);
    }

    private SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder().file("null", "").directory("mapper", this::mapper);
        system.mappedDisks().forEach(disk -> node.file(disk.name(), ""));
        vfio.addDeviceFiles(node);
        return node.names();
    }

    private SortedMap<String, SimNode> mapper() {
        SimNode.Builder node = new SimNode.Builder();
        system.mappedDisks().forEach(disk -> node.link(disk.mapperName(), "../" + disk.name()));
        return node.names();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Set;
import java.util.SortedMap;

/** {@code /sys/class} and {@code /sys/dev}, and the virtual devices without hardware. */
final class ClassTree {

    private final HostSystem system;
    private final ClassDevices classes;
    private final InterfaceTree interfaces;
    private final VfioTree vfio;
    private final SimSlots slots;

    ClassTree(HostSystem system, ClassDevices classes, SimKernel kernel) {
        this.system = system;
        this.classes = classes;
        this.interfaces = new InterfaceTree(classes, kernel.lock());
        this.vfio = new VfioTree(kernel);
        this.slots = kernel.slots();
    }

    SortedMap<String, SimNode> classDirectories() {
        SimNode.Builder node = new SimNode.Builder();
        for (String name : Set.of("net", "block", "nvme", "drm", "graphics", "sound", "tty")) {
            node.directory(name, () -> classDirectory(name));
        }
        node.directory("pci_bus", slots::buses);
        vfio.addClasses(node);
        return node.names();
    }

    SortedMap<String, SimNode> blockNumbers() {
        SimNode.Builder node = new SimNode.Builder();
        classes.all().stream()
                .filter(entry -> !entry.number().isEmpty())
                .forEach(entry -> node.link(entry.number(), SysPaths.relative("/sys/dev/block", entry.directory())));
        return node.names();
    }

    SortedMap<String, SimNode> virtualDevices() {
        SimNode.Builder disks = new SimNode.Builder();
        system.mappedDisks().forEach(disk -> disks.add(disk.name(), interfaces.mappedDisk(disk)));
        SimNode.Builder nets = new SimNode.Builder();
        system.bridges().forEach(bridge -> nets.add(bridge.name(), interfaces.bridge(bridge)));
        classes.links().vlans().forEach(vlan -> nets.add(vlan.name, interfaces.vlan(vlan)));
        nets.add(
                "lo",
                new SimNode.Builder()
                        .file("address", "00:00:00:00:00:00")
                        .file("type", "772")
                        .build());
        SimNode.Builder console = new SimNode.Builder().file("active", system.activeConsoles());
        SimNode.Builder foreground = new SimNode.Builder().file("active", "tty1");
        SimNode.Builder virtual = new SimNode.Builder();
        vfio.addVirtualDevices(virtual);
        return virtual.add("block", disks.build())
                .add("net", nets.build())
                .add(
                        "tty",
                        new SimNode.Builder()
                                .add("console", console.build())
                                .add("tty0", foreground.build())
                                .build())
                .names();
    }

    private SortedMap<String, SimNode> classDirectory(String name) {
        SimNode.Builder node = new SimNode.Builder();
        classes.all().stream()
                .filter(entry -> entry.classes().contains(name))
                .forEach(entry -> node.link(entry.name(), SysPaths.relative("/sys/class/" + name, entry.directory())));
        return node.names();
    }
}

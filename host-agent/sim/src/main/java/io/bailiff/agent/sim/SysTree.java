// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SortedMap;

/** {@code /sys}. */
final class SysTree {

    private final SimBus bus;
    private final Modules modules;
    private final PciBusTree pciBus;
    private final GroupTree groups;
    private final ClassTree classes;
    private final FunctionTree functions;
    private final SimPortServices services;

    SysTree(SimKernel kernel, HostSystem system) {
        this.bus = kernel.bus();
        this.modules = kernel.modules();
        SysPaths paths = new SysPaths(bus);
        ClassDevices classDevices = new ClassDevices(bus, paths, system);
        this.pciBus = new PciBusTree(kernel, paths);
        this.groups = new GroupTree(bus, paths, system, kernel.flavour());
        this.classes = new ClassTree(system, classDevices, kernel);
        this.functions = new FunctionTree(kernel, paths, classDevices);
        this.services = kernel.portServices();
    }

    SimNode.Directory root() {
        return new SimNode.Builder()
                .add(
                        "bus",
                        new SimNode.Builder()
                                .directory("pci", pciBus::names)
                                .directory("pci_express", services::names)
                                .build())
                .add(
                        "kernel",
                        new SimNode.Builder()
                                .directory("iommu_groups", groups::names)
                                .build())
                .directory("devices", this::devices)
                .directory("class", classes::classDirectories)
                .link("block", "class/block")
                .directory("module", this::modules)
                .add(
                        "dev",
                        new SimNode.Builder()
                                .directory("block", classes::blockNumbers)
                                .build())
                .build();
    }

    private SortedMap<String, SimNode> devices() {
        SimNode.Builder node = new SimNode.Builder();
        for (String rootBus : rootBuses()) {
            node.directory(rootBus, () -> rootBus(rootBus));
        }
        return node.directory("virtual", classes::virtualDevices).names();
    }

    private Set<String> rootBuses() {
        Set<String> names = new LinkedHashSet<>();
        bus.functions.values().stream()
                .filter(function -> function.spec.parent().isEmpty())
                .forEach(function -> names.add(SysPaths.rootBus(function.spec)));
        return names;
    }

    private SortedMap<String, SimNode> rootBus(String name) {
        SimNode.Builder node = new SimNode.Builder();
        bus.functions.values().stream()
                .filter(function -> function.spec.parent().isEmpty())
                .filter(function -> SysPaths.rootBus(function.spec).equals(name))
                .forEach(function -> node.directory(function.address().toString(), () -> functions.names(function)));
        return node.names();
    }

    private SortedMap<String, SimNode> modules() {
        SimNode.Builder node = new SimNode.Builder();
        bus.loadedDrivers().forEach(driver -> node.add(driver.spec.module(), module(driver.spec.module())));
        return node.names();
    }

    private SimNode module(String name) {
        SimNode users = new SimNode.Attribute(
                () -> SimNode.Attribute.bytes(modules.users(name) + "\n"), SimNode.Attribute.READ_ONLY);
        return new SimNode.Builder()
                .file("initstate", "live")
                .add("refcnt", users)
                .build();
    }
}

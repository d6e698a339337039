// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code /proc}. */
final class ProcTree {

    private final SimKernel kernel;
    private final SimProcesses processes;
    private final HostSystem system;
    private final ProcessTree tree;
    private final String bootId;

    ProcTree(SimKernel kernel, SimProcesses processes, HostSystem system, String bootId) {
        this.kernel = kernel;
        this.processes = processes;
        this.system = system;
        this.tree = new ProcessTree(kernel, system);
        this.bootId = bootId;
    }

    SimNode.Directory root() {
        return new SimNode.Directory(this::names);
    }

    private SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder()
                .file("cmdline", "BOOT_IMAGE=/boot/vmlinuz-" + kernel.flavour().release() + " intel_iommu=on iommu=pt")
                .file("kallsyms", KernelSymbols.of(kernel))
                .file("stat", "cpu  0 0 0 0 0 0 0 0 0 0\nbtime " + processes.bootTime() + "\nprocesses 4000\n")
                .file("swaps", system.swaps())
                .file("version", "Linux version " + kernel.flavour().release())
                .link("mounts", "self/mounts")
                .link("net", "self/net")
                .link("self", Long.toString(SimProcesses.SELF))
                .add("bus", new SimNode.Builder().directory("pci", this::buses).build())
                .add("sys", new SimNode.Builder().add("kernel", sysctls()).build());
        processes.all().forEach(process -> node.directory(Long.toString(process.pid()), () -> tree.names(process)));
        return node.names();
    }

    /** Returns the directories of the buses: pci_proc_attach_device in drivers/pci/proc.c. */
    private SortedMap<String, SimNode> buses() {
        Map<String, SimNode.Builder> buses = new TreeMap<>();
        kernel.bus().functions.keySet().forEach(function -> {
            String address = function.toString();
            int device = address.lastIndexOf(':');
            String name = address.substring(address.startsWith("0000:") ? "0000:".length() : 0, device);
            buses.computeIfAbsent(name, any -> new SimNode.Builder())
                    .add(address.substring(device + 1), configuration());
        });
        SimNode.Builder node = new SimNode.Builder();
        buses.forEach((name, functions) -> node.add(name, functions.build()));
        return node.names();
    }

    /** A write has no effect in the simulation; the file shows only if the open succeeds. */
    private static SimNode configuration() {
        return new SimNode.Attribute(() -> new byte[0], text -> {});
    }

    private SimNode sysctls() {
        return new SimNode.Builder()
                .file("osrelease", kernel.flavour().release())
                .file("hostname", "sim")
                .add("random", new SimNode.Builder().file("boot_id", bootId).build())
                .build();
    }
}

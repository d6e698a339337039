// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.SortedMap;

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
                .add("sys", new SimNode.Builder().add("kernel", sysctls()).build());
        processes.all().forEach(process -> node.directory(Long.toString(process.pid()), () -> tree.names(process)));
        return node.names();
    }

    private SimNode sysctls() {
        return new SimNode.Builder()
                .file("osrelease", kernel.flavour().release())
                .file("hostname", "sim")
                .add("random", new SimNode.Builder().file("boot_id", bootId).build())
                .build();
    }
}

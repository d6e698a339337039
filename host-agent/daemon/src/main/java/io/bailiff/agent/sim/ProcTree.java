package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.SortedMap;

/** {@code /proc}. */
final class ProcTree {

    private final SimKernel kernel;
    private final SimProcesses processes;
    private final HostSystem system;
    private final String bootId;

    ProcTree(SimKernel kernel, SimProcesses processes, HostSystem system, String bootId) {
        this.kernel = kernel;
        this.processes = processes;
        this.system = system;
        this.bootId = bootId;
    }

    SimNode.Directory root() {
        return new SimNode.Directory(this::names);
    }

    private SortedMap<String, SimNode> names() {
        SimNode.Builder node = new SimNode.Builder()
                .file("cmdline", "BOOT_IMAGE=/boot/vmlinuz-" + kernel.flavour().release() + " intel_iommu=on iommu=pt")
                .file("kallsyms", KernelSymbols.of(kernel))
                .file("swaps", system.swaps())
                .file("version", "Linux version " + kernel.flavour().release())
                .link("mounts", "self/mounts")
                .link("net", "self/net")
                .link("self", Long.toString(SimProcesses.SELF))
                .add("sys", new SimNode.Builder().add("kernel", sysctls()).build());
        processes.all().forEach((pid, command) -> node.directory(Long.toString(pid), () -> process(pid, command)));
        return node.names();
    }

    private SimNode sysctls() {
        return new SimNode.Builder()
                .file("osrelease", kernel.flavour().release())
                .file("hostname", "sim")
                .add("random", new SimNode.Builder().file("boot_id", bootId).build())
                .build();
    }

    private SortedMap<String, SimNode> process(long pid, String command) {
        return new SimNode.Builder()
                .file("comm", command)
                .file("cmdline", command)
                .file("status", "Name:\t" + command + "\nPid:\t" + pid + "\n")
                .file("mountinfo", system.mountInfo())
                .file("mounts", "")
                .directory("fd", () -> openFiles(pid))
                .add("net", network())
                .add("ns", new SimNode.Builder().link("mnt", "mnt:[4026531841]").build())
                .names();
    }

    private SortedMap<String, SimNode> openFiles(long pid) {
        SimNode.Builder node = new SimNode.Builder();
        if (pid == 2) {
            return node.names();
        }
        node.link("0", "/dev/null").link("1", "socket:[" + (20000 + pid) + "]");
        int file = 10;
        for (int group : kernel.vfio().groupsOpenBy(pid)) {
            node.link("9", "/dev/vfio/vfio").link(Integer.toString(file++), "/dev/vfio/" + group);
        }
        for (PciAddress ignored : kernel.vfio().openBy(pid)) {
            node.link(Integer.toString(file++), "anon_inode:[vfio-device]");
        }
        return node.names();
    }

    private SimNode network() {
        return new SimNode.Builder()
                .file("route", system.routes())
                .file("ipv6_route", system.ipv6Routes())
                .file("fib_trie", system.addresses())
                .file("if_inet6", system.ipv6Addresses())
                .build();
    }
}

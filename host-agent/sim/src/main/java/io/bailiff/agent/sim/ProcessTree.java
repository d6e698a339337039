// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import io.bailiff.agent.api.PciAddress;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /proc/PID}: the files that identify a process. */
final class ProcessTree {

    private static final int FIRST_GROUP = 10;
    private static final int FIRST_FUNCTION = 40;

    private final SimKernel kernel;
    private final HostSystem system;
    private final VfioTree vfio;

    ProcessTree(SimKernel kernel, HostSystem system) {
        this.kernel = kernel;
        this.system = system;
        this.vfio = new VfioTree(kernel);
    }

    SortedMap<String, SimNode> names(SimProcess process) {
        ProcessSpec spec = process.spec;
        SimNode.Builder node = new SimNode.Builder()
                .file("comm", spec.comm() + "\n")
                .file("cmdline", commandLine(spec))
                .file("loginuid", Long.toString(spec.loginUid()))
                .file("cgroup", "0::" + spec.cgroup() + "\n")
                .add("stat", now(() -> stat(process)))
                .add("status", now(() -> status(process)))
                .file("mountinfo", system.mountInfo())
                .file("mounts", "")
                .directory("fd", () -> openFiles(process))
                .directory("fdinfo", () -> fileInfos(process))
                .add("net", network())
                .add("ns", namespaces());
        if (!spec.executable().isEmpty()) {
            node.link("exe", spec.executable());
        }
        return node.names();
    }

    private static String commandLine(ProcessSpec spec) {
        return spec.commandLine().isEmpty() ? "" : String.join("\0", spec.commandLine()) + "\0";
    }

    /**
     * Returns the content of the stat file: proc_pid_stat in fs/proc/array.c. The 22nd field is the start time, and the name
     * may contain blanks and brackets.
     */
    private static String stat(SimProcess process) {
        return process.pid() + " (" + process.spec.comm() + ") "
                + process.state().charAt(0) + " "
                + process.spec.parent() + " " + process.pid() + " " + process.pid() + " 0 -1 4194304"
                + " 0 0 0 0 0 0 0 0 20 0 1 0 " + process.startTicks + " 7340032 1024 18446744073709551615\n";
    }

    private static String status(SimProcess process) {
        String none = "0".repeat(16);
        return "Name:\t" + process.spec.comm() + "\nUmask:\t0022\nState:\t" + process.state() + "\nTgid:\t"
                + process.pid() + "\nPid:\t" + process.pid() + "\nPPid:\t" + process.spec.parent()
                + "\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\nSigPnd:\t" + none
                + "\nShdPnd:\t" + String.format(Locale.ROOT, "%016x", process.pendingSignals()) + "\nSigBlk:\t" + none
                + "\nSigIgn:\t" + none + "\nSigCgt:\t0000000000000002\n";
    }

    private SortedMap<String, SimNode> openFiles(SimProcess process) {
        SimNode.Builder node = new SimNode.Builder();
        if (process.spec.executable().isEmpty()) {
            return node.names();
        }
        long pid = process.pid();
        node.link("0", "/dev/null").link("1", "socket:[" + (20000 + pid) + "]");
        boolean groupFiles = kernel.flavour().hasGroupFiles();
        int file = FIRST_GROUP;
        for (int group : kernel.vfio().groupsOpenBy(pid)) {
            node.link("9", groupFiles ? "/dev/vfio/vfio" : "/dev/iommu");
            if (groupFiles) {
                node.link(Integer.toString(file++), "/dev/vfio/" + group);
            }
        }
        openFunctions(pid).forEach((number, function) -> node.link(number, vfio.openFile(function)));
        return node.names();
    }

    private SortedMap<String, SimNode> fileInfos(SimProcess process) {
        SimNode.Builder node = new SimNode.Builder();
        openFunctions(process.pid()).forEach((number, function) -> node.file(number, vfio.fileInfo(function)));
        return node.names();
    }

    /** Returns the open functions of a process by the numbers of the open files. */
    private SortedMap<String, SimFunction> openFunctions(long pid) {
        SortedMap<String, SimFunction> open = new TreeMap<>();
        int file = FIRST_FUNCTION;
        for (PciAddress address : kernel.vfio().openBy(pid)) {
            SimFunction function = kernel.bus().functions.get(address);
            if (function != null) {
                open.put(Integer.toString(file++), function);
            }
        }
        return open;
    }

    private SimNode network() {
        return new SimNode.Builder()
                .add(
                        "vlan",
                        new SimNode.Builder().add("config", now(this::vlans)).build())
                .file("route", system.routes())
                .file("ipv6_route", system.ipv6Routes())
                .file("fib_trie", system.addresses())
                .file("if_inet6", system.ipv6Addresses())
                .build();
    }

    /** Returns the table of VLAN interfaces: vlan_seq_show in net/8021q/vlanproc.c. */
    private String vlans() {
        StringBuilder table =
                new StringBuilder("VLAN Dev name\t | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\n");
        for (Links.Link vlan : kernel.bus().links.vlans()) {
            table.append(String.format(Locale.ROOT, "%-15s| %d  | %s%n", vlan.name, vlan.vlanId, vlan.lower));
        }
        return table.toString();
    }

    private static SimNode namespaces() {
        return new SimNode.Builder()
                .link("mnt", "mnt:[4026531841]")
                .link("net", "net:[4026531840]")
                .build();
    }

    private SimNode now(Supplier<String> text) {
        return new SimNode.Attribute(
                () -> SimNode.Attribute.bytes(kernel.lock().look(text)), SimNode.Attribute.READ_ONLY);
    }
}

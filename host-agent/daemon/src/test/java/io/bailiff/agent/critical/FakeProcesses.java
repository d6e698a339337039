// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostTree;
import io.bailiff.agent.pci.SysfsNames;
import java.nio.file.Path;

/** The processes of a host in a tree, and the devices whose files the processes have open. */
final class FakeProcesses {

    static final String DESKTOP = "/user.slice/user-1000.slice/session-2.scope";

    private final HostTree tree;
    private int descriptor = 10;

    FakeProcesses(HostTree tree) {
        this.tree = tree;
    }

    /** A process in a control group, with the open files. */
    FakeProcesses process(long pid, String command, String controlGroup, String... open) {
        String directory = "/proc/" + pid;
        tree.file(directory + "/comm", command + "\n")
                .file(directory + "/cmdline", "/usr/bin/" + command + "\0")
                .file(directory + "/cgroup", "0::" + controlGroup + "\n")
                .directory(directory + "/fd");
        for (String target : open) {
            tree.link(directory + "/fd/" + descriptor++, target);
        }
        return this;
    }

    /** A process of a system service. */
    FakeProcesses service(long pid, String command, String service, String... open) {
        return process(pid, command, "/system.slice/" + service + ".service", open);
    }

    FakeProcesses commandLine(long pid, String... words) {
        tree.file("/proc/" + pid + "/cmdline", String.join("\0", words) + "\0");
        return this;
    }

    /** A device of a class, given by its directory; returns the directory. */
    String device(String inClass, String directory) {
        String link = "/sys/class/" + inClass;
        tree.directory(directory)
                .link(
                        link + "/" + SysfsNames.last(directory),
                        Path.of(link).relativize(Path.of(directory)).toString());
        return directory;
    }
}

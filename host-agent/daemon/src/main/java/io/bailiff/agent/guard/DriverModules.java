// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.LentGroup.Member;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The modules of the drivers of functions. The kernel unbinds every function from a driver whose module is unloaded, and unloads no module that
 * another module or an open file uses: the module of a vfio driver cannot be unloaded while a guest has one of its functions, but the module
 * of a physical function's driver can.
 */
public final class DriverModules {

    private static final String MODULES = "/sys/module/";
    private static final String USE = "/refcnt";

    private final HostFiles files;

    /** @param files the files of the host */
    public DriverModules(HostFiles files) {
        this.files = files;
    }

    /** Returns the file with the number of the module's users. A driver that is built into the kernel has no such file. */
    static String useFile(String module) {
        return MODULES + module + USE;
    }

    /** Returns the module of the function's driver; empty without a driver, and for a driver that is built into the kernel. */
    Optional<String> of(PciAddress function) throws HostFileException {
        return files.readLink(PciBus.DEVICES + function + "/driver/module").map(SysfsNames::last);
    }

    /** Returns the files with the use of the modules of all drivers of these members, and of the functions that the members need. */
    Set<String> useFiles(Stream<Member> members) throws HostFileException {
        Stream<PciAddress> functions = members.flatMap(Member::withNeeded);
        return loadable(functions).stream().map(DriverModules::useFile).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the modules of the drivers of the members' physical functions. */
    Set<String> ofPhysical(Stream<Member> members) throws HostFileException {
        return loadable(members.flatMap(member -> Stream.ofNullable(member.physical())));
    }

    /**
     * Returns the names of the modules of the functions' drivers, without drivers that are built into the kernel.
     *
     * @throws HostFileException if the driver of a function cannot be read
     */
    public Set<String> loadable(Stream<PciAddress> functions) throws HostFileException {
        Set<String> modules = new TreeSet<>();
        for (PciAddress function : functions.distinct().toList()) {
            of(function).ifPresent(modules::add);
        }
        Set<String> loadable = new TreeSet<>();
        for (String module : modules) {
            if (files.exists(useFile(module))) {
                loadable.add(module);
            }
        }
        return loadable;
    }
}

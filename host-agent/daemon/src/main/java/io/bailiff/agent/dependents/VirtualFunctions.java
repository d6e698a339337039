// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostDirectories;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the virtual functions of a physical function: the functions behind the {@code virtfnN} links. If the links are fewer than
 * {@code sriov_numvfs}, the {@code physfn} links of all functions are read as well.
 */
public final class VirtualFunctions {

    private static final Pattern VIRTUAL = Pattern.compile("virtfn[0-9]+");
    private static final String COUNT = "sriov_numvfs";

    private final HostFiles files;

    public VirtualFunctions(HostFiles files) {
        this.files = files;
    }

    /** Returns the path of the file with the number of virtual functions. Writing 0 removes all virtual functions. */
    public static String countFile(PciAddress physical) {
        return PciBus.DEVICES + physical + "/" + COUNT;
    }

    /** Returns the virtual functions, sorted by address; empty if the function has none, or is none with SR-IOV. */
    public List<PciAddress> of(PciAddress physical) throws HostFileException {
        String directory = PciBus.DEVICES + physical;
        List<String> names = HostDirectories.listIfPresent(files, directory);
        Set<PciAddress> found = new TreeSet<>();
        for (String name : names) {
            if (VIRTUAL.matcher(name).matches()) {
                target(directory + "/" + name).ifPresent(found::add);
            }
        }
        if (names.contains(COUNT) && found.size() < count(physical)) {
            addByPhysicalFunction(physical, found);
        }
        return List.copyOf(found);
    }

    private int count(PciAddress physical) throws HostFileException {
        String text = files.read(countFile(physical));
        if (!text.matches("[0-9]{1,5}")) {
            throw new HostFileException(HostError.OTHER, countFile(physical), "has the value \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    private void addByPhysicalFunction(PciAddress physical, Set<PciAddress> found) throws HostFileException {
        for (String name : HostDirectories.listIfPresent(files, PciBus.DEVICES)) {
            Optional<PciAddress> parent = target(PciBus.DEVICES + name + "/physfn");
            if (parent.isPresent() && parent.get().equals(physical)) {
                SysfsNames.address(name).ifPresent(found::add);
            }
        }
    }

    private Optional<PciAddress> target(String link) throws HostFileException {
        return files.readLink(link).map(SysfsNames::last).flatMap(SysfsNames::address);
    }
}

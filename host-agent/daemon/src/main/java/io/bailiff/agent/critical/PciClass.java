// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.PciBus;
import java.util.ArrayList;
import java.util.List;

/** Finds the functions of a device class. */
final class PciClass {

    private PciClass() {}

    /** @param start the start of the class as in sysfs: {@code 0x03} for displays */
    static List<PciAddress> functions(HostFiles files, String start) throws HostFileException {
        List<PciAddress> found = new ArrayList<>();
        for (String name : files.list(PciBus.DEVICES)) {
            if (classCode(files, name).startsWith(start)) {
                found.add(PciAddress.parse(name));
            }
        }
        return found;
    }

    private static String classCode(HostFiles files, String name) throws HostFileException {
        try {
            return files.read(PciBus.DEVICES + name + "/class");
        } catch (HostFileException failure) {
            // A function without this file has gone away meanwhile, and the group of the function reports the problem.
            if (failure.error() == HostError.NO_ENTRY) {
                return "";
            }
            throw failure;
        }
    }
}

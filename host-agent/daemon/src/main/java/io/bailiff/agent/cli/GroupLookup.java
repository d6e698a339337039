// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.GoneMembers;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import java.io.IOException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a group of this host for the operator's input. */
final class GroupLookup {

    private GroupLookup() {}

    /** Reads an address with the domain, or without the domain as printed by lspci. */
    static final class AddressConverter implements ITypeConverter<PciAddress> {
        @Override
        public PciAddress convert(String text) {
            try {
                return PciAddress.parse(text.indexOf(':') == text.lastIndexOf(':') ? "0000:" + text : text);
            } catch (IllegalArgumentException notOne) {
                throw new TypeConversionException("\"" + text
                        + "\" is not a PCI address; write domain:bus:device.function, for example 0000:02:01.1");
            }
        }
    }

    /**
     * Returns the group of the function with the address. A function gone from the bus is in the lent group with the function in
     * the journal.
     *
     * @throws CommandFailure if there is no such function, or no IOMMU isolates the function
     */
    static IommuGroup groupOf(PciBus bus, GoneMembers gone, PciAddress address) throws IOException {
        return gone.groupOf(address).orElseThrow(() -> absent(bus, address));
    }

    private static CommandFailure absent(PciBus bus, PciAddress address) {
        try {
            if (bus.exists(address)) {
                return new CommandFailure(
                        ExitCode.HOST_CANNOT,
                        address + " is in no IOMMU group, so no IOMMU protects the host's memory from the function.",
                        "`bailiff-agent doctor` shows if the IOMMU of this host is on, and how to switch the IOMMU on.");
            }
        } catch (HostFileException failure) {
            return new CommandFailure(
                    ExitCode.UNEXPECTED,
                    failure.getMessage() + ".",
                    "`bailiff-agent doctor` lists the problems of this host.");
        }
        return new CommandFailure(
                ExitCode.BAD_INPUT, address + " is not on this host.", "`bailiff-agent inspect` lists the functions.");
    }
}

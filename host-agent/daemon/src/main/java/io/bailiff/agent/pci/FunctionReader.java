// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one function. The identity (ids, class, header type) must be readable, or there is no report of the function.
 * Changing attributes (driver, override, NUMA node) may be unreadable. Such an attribute is reported as absent,
 * together with a problem. So the group keeps its fingerprint, and the agent does not act on the group.
 */
final class FunctionReader {

    /** The offset of PCI_HEADER_TYPE in the config space (include/uapi/linux/pci_regs.h). {@link #MULTI_FUNCTION} is a bit of the byte. */
    private static final int HEADER_TYPE = 0x0e;

    private static final int MULTI_FUNCTION = 0x80;
    private static final int CARDBUS_BRIDGE = 2;

    private final HostFiles files;
    private final Attributes attributes;
    private final PciBus bus;
    private final PciModels models;

    FunctionReader(HostFiles files, PciBus bus) {
        this.files = files;
        this.attributes = new Attributes(files);
        this.bus = bus;
        this.models = new PciModels(files);
    }

    FunctionReport read(PciAddress address, Consumer<String> problems) throws HostFileException {
        String directory = PciBus.DEVICES + address;
        String vendor = attributes.hex(directory + "/vendor", 4);
        String device = attributes.hex(directory + "/device", 4);
        return new FunctionReport(
                address,
                kind(address),
                vendor,
                device,
                attributes.hex(directory + "/subsystem_vendor", 4),
                attributes.hex(directory + "/subsystem_device", 4),
                attributes.hex(directory + "/class", 6),
                models.name(vendor, device).orElse(null),
                orProblem(() -> bus.driver(address), problems).orElse(null),
                orProblem(() -> bus.driverOverride(address), problems).orElse(null),
                orProblem(() -> numaNode(directory), problems).orElse(-1));
    }

    FunctionKind kind(PciAddress address) throws HostFileException {
        String config = PciBus.DEVICES + address + "/config";
        byte[] header = files.readBytes(config, HEADER_TYPE + 1);
        if (header.length <= HEADER_TYPE) {
            throw new HostFileException(HostError.OTHER, config, "has only " + header.length + " bytes");
        }
        int type = header[HEADER_TYPE] & 0xff & ~MULTI_FUNCTION;
        if (type > CARDBUS_BRIDGE) {
            // A function without power or link answers every read with ones.
            throw new HostFileException(
                    HostError.OTHER,
                    config,
                    String.format("header type 0x%02x is invalid; the device may be gone", type));
        }
        return type == 0 ? FunctionKind.ENDPOINT : FunctionKind.BRIDGE;
    }

    /** Returns the NUMA node; empty on a kernel without NUMA, because such a kernel has no such file. */
    private Optional<Integer> numaNode(String directory) throws HostFileException {
        String path = directory + "/numa_node";
        return files.exists(path) ? Optional.of(attributes.number(path)) : Optional.empty();
    }

    private static <T> Optional<T> orProblem(Attribute<T> attribute, Consumer<String> problems) {
        try {
            return attribute.read();
        } catch (HostFileException failure) {
            problems.accept(failure.getMessage());
            return Optional.empty();
        }
    }

    /** The read of an attribute that may be absent. */
    private interface Attribute<T> {
        Optional<T> read() throws HostFileException;
    }
}

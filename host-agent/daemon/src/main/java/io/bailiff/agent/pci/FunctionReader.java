// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads one function. The ids and the class must be readable, or there is no report of the function. The kernel caches both
 * since the discovery of the function (pci_setup_device in drivers/pci/probe.c), so a function keeps its identity
 * without an answer. Changing attributes (driver, override, NUMA node, health) may be unreadable. Such an attribute is
 * reported as absent, together with a problem. So the group keeps its fingerprint, and the agent does not act on the group.
 */
final class FunctionReader {

    /** The classes of PCI-to-PCI, CardBus and semi-transparent bridges (include/linux/pci_ids.h). Host and ISA bridges are endpoints. */
    private static final Set<String> BRIDGE_CLASSES = Set.of("0604", "0607", "0609");

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
        String classCode = attributes.hex(directory + "/class", 6);
        Answer answer = orProblem(() -> Optional.of(Answer.of(files, address)), problems)
                .orElse(Answer.UNREADABLE);
        FunctionKind kind = kind(address, classCode, answer);
        Optional<String> driver = orProblem(() -> bus.driver(address), problems);
        return new FunctionReport(
                address,
                kind,
                vendor,
                device,
                attributes.hex(directory + "/subsystem_vendor", 4),
                attributes.hex(directory + "/subsystem_device", 4),
                classCode,
                models.name(vendor, device).orElse(null),
                driver.orElse(null),
                orProblem(() -> bus.driverOverride(address, driver.isPresent()), problems)
                        .orElse(null),
                orProblem(() -> numaNode(directory), problems).orElse(-1),
                answer.health());
    }

    Answer answer(PciAddress address) throws HostFileException {
        return Answer.of(files, address);
    }

    /** @throws HostFileException if neither the function nor the kernel shows the kind */
    FunctionKind kind(PciAddress address) throws HostFileException {
        String classCode = attributes.hex(PciBus.DEVICES + address + "/class", 6);
        return kind(address, classCode, Answer.of(files, address));
    }

    /**
     * Returns the kind by the facts that need no answer, if possible. The kernel shows {@code secondary_bus_number} for bridges only,
     * by the header type at the discovery (pci_bridge_attrs_are_visible in drivers/pci/pci-sysfs.c, since 4.13). The mere presence
     * counts: a read of the file would ask the function.
     */
    private FunctionKind kind(PciAddress address, String classCode, Answer answer) throws HostFileException {
        if (files.exists(PciBus.DEVICES + address + "/secondary_bus_number")) {
            return FunctionKind.BRIDGE;
        }
        if (answer.kind() != null) {
            return answer.kind();
        }
        return BRIDGE_CLASSES.contains(classCode.substring(0, 4)) ? FunctionKind.BRIDGE : FunctionKind.ENDPOINT;
    }

    /** Returns the NUMA node; empty on a kernel without NUMA, because such a kernel has no such file. */
    private Optional<Integer> numaNode(String directory) throws HostFileException {
        try {
            return Optional.of(attributes.number(directory + "/numa_node"));
        } catch (HostFileException failure) {
            if (failure.error() == HostError.NO_ENTRY) {
                return Optional.empty();
            }
            throw failure;
        }
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

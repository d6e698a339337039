// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.crash;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.GroupFingerprint;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.group.DetachRequest;
import io.bailiff.agent.group.FunctionThreads;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.HostConfiguration;
import io.bailiff.agent.group.HostConfigurationReader;
import io.bailiff.agent.group.Journal;
import io.bailiff.agent.group.KernelTimeouts;
import io.bailiff.agent.group.MoveOutcome;
import io.bailiff.agent.group.StepListener;
import io.bailiff.agent.group.VfioDrivers;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.host.ModuleLoader;
import io.bailiff.agent.kernel.ConflictProbe;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.state.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/** One group, seen from outside of the process that works on it. It is with the host when this is made. */
final class LentGroup implements AutoCloseable {

    static final String OWNER = "command line";

    /** Where a group is, if it is whole. */
    enum Side {
        HOME,
        AWAY
    }

    private final PciBus bus;
    private final Path state;
    private final PciAddress address;
    private final IommuGroup atFirst;
    private final HostConfigurationReader configurations;
    private final Map<PciAddress, Optional<HostConfiguration>> configuredAtFirst;
    private final ExecutorService threads = FunctionThreads.start(4);
    private final Groups groups;

    LentGroup(HostFiles files, ModuleLoader modules, Path state, PciAddress address) throws HostFileException {
        this.bus = new PciBus(files);
        this.state = state;
        this.address = address;
        this.atFirst = now();
        this.configurations = new HostConfigurationReader(files);
        this.configuredAtFirst = configured();
        ConflictBehaviour behaviour = new ConflictProbe(files).probe();
        this.groups = Groups.of(
                files,
                modules,
                group -> List.of(),
                () -> behaviour,
                state,
                new DiskFiles(),
                threads,
                KernelTimeouts.normal());
        groups.finder().remember(atFirst);
    }

    /** The endpoints that had a driver at first: those that must never be loose. */
    List<PciAddress> watched() {
        return atFirst.endpoints().stream()
                .filter(endpoint -> endpoint.driver() != null)
                .map(FunctionReport::address)
                .toList();
    }

    /** The group as it was when it was with the host. */
    IommuGroup atFirst() {
        return atFirst;
    }

    GroupFingerprint fingerprint() {
        return atFirst.fingerprint();
    }

    /** To where it was at first, with a state directory that nothing has been in: every round has the same effects. */
    void bringHome() throws IOException {
        require(groups.operations().reattach(atFirst.fingerprint(), OWNER, false, StepListener.none()));
        Path directory = state.resolve("groups");
        for (Path file : new DiskFiles().list(directory)) {
            Files.delete(file);
        }
        Files.deleteIfExists(directory);
    }

    /** From the host to where the operation begins. */
    void prepareFor(Operation operation) throws IOException {
        if (operation == Operation.REATTACH) {
            takeAway();
        }
    }

    private void takeAway() throws IOException {
        require(groups.operations()
                .detach(new DetachRequest(atFirst.fingerprint(), OWNER, "operation"), StepListener.none()));
    }

    void recover() throws IOException {
        groups.recovery().run(StepListener.none());
    }

    /** What is wrong right after a crash, before anything has been done about it. */
    List<String> wrongAfterCrash() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (PciAddress function : watched()) {
            if (LooseWatch.isLoose(bus, function)) {
                wrong.add(function + " is on no driver and has no override");
            }
        }
        if (!isAsAtFirst() && journal().isEmpty()) {
            wrong.add("the group is changed, and there is no journal: " + members());
        }
        return wrong;
    }

    /** On which side the group is, whole; empty if it is neither. */
    Optional<Side> side() throws IOException {
        Optional<Journal> journal = journal();
        if (journal.isEmpty()) {
            return isAsAtFirst() ? Optional.of(Side.HOME) : Optional.empty();
        }
        boolean away = journal.get().phase() == Journal.Phase.DETACHED
                && now().endpoints().stream().allMatch(LentGroup::isAway);
        return away ? Optional.of(Side.AWAY) : Optional.empty();
    }

    /** The members with driver and override, for people. */
    String members() throws HostFileException {
        return now().members().stream()
                .map(member -> member.address() + " on " + member.driver() + ", override " + member.driverOverride())
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private Optional<Journal> journal() throws IOException {
        return groups.journals().read(atFirst.fingerprint());
    }

    private boolean isAsAtFirst() throws HostFileException {
        return now().members().equals(atFirst.members()) && configured().equals(configuredAtFirst);
    }

    /** The virtual functions and interfaces of every endpoint. */
    private Map<PciAddress, Optional<HostConfiguration>> configured() throws HostFileException {
        Map<PciAddress, Optional<HostConfiguration>> all = new TreeMap<>();
        for (FunctionReport endpoint : atFirst.endpoints()) {
            all.put(endpoint.address(), configurations.read(endpoint.address()));
        }
        return all;
    }

    private static boolean isAway(FunctionReport endpoint) {
        return VfioDrivers.isVfio(endpoint.driver())
                && String.valueOf(endpoint.driver()).equals(endpoint.driverOverride());
    }

    private IommuGroup now() throws HostFileException {
        return bus.groupOf(address).orElseThrow();
    }

    private static void require(MoveOutcome outcome) throws IOException {
        if (!(outcome instanceof MoveOutcome.Done)) {
            throw new IOException("The group cannot be prepared: " + outcome.message());
        }
    }
}

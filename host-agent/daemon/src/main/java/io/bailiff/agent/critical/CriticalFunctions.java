// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.group.HostNeeds;
import io.bailiff.agent.group.HostUnknowns;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.SysfsNames;
import io.bailiff.agent.process.DeviceNodes;
import io.bailiff.agent.process.HostReading;
import io.bailiff.agent.process.OpenFiles;
import io.bailiff.agent.state.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The host-critical functions at the time of reading. Functions below the file systems, the swap, the only console and the only
 * keyboard are host-critical. Functions on the default route and on the routes to the management addresses are host-critical, and
 * functions with a device file that a process has open, too. An unknown becomes a refusal with {@link Refusal.Code#UNKNOWN}.
 */
public final class CriticalFunctions implements HostNeeds {

    private static final List<GroupCheck> GROUP_CHECKS =
            List.of(new Chipset(), new ReservedRegions(), new UnreadableParts(), new DeadFunctions());

    private final Findings findings;
    private final List<GroupCheck> lastOnes;
    private final AnswerEffects answered;

    private CriticalFunctions(Findings findings, List<GroupCheck> lastOnes, AnswerEffects answered) {
        this.findings = findings;
        this.lastOnes = lastOnes;
        this.answered = answered;
    }

    /** Reads the host once, without answers to unknowns. */
    public static CriticalFunctions read(HostFiles files, List<String> managementAddresses) {
        return read(files, managementAddresses, Answers.NONE);
    }

    /**
     * Reads the host once.
     *
     * @param managementAddresses numeric addresses for the management of the host, its own or its manager's. The
     *     functions on the route to each address are host-critical.
     * @param answers the stored answers to unknowns
     */
    public static CriticalFunctions read(HostFiles files, List<String> managementAddresses, Answers answers) {
        return read(files, new HostReading(files), managementAddresses, answers);
    }

    /**
     * Reads the host once, as a part of a survey.
     *
     * @param host the files of the host
     * @param reading the reading that the survey shares
     */
    static CriticalFunctions read(
            HostFiles host, HostReading reading, List<String> managementAddresses, Answers answers) {
        HostFiles files = reading.files();
        Findings findings = new Findings(files);
        Mounts mounts = Mounts.read(files, findings);
        Optional<Routes> routes = routes(files, findings);
        Interfaces sysfs = new Interfaces(files, routes.map(Routes::kinds).orElse(Map.of()));
        NetworkStack interfaces = new NetworkStack(sysfs);
        NetworkPaths network = new NetworkPaths(routes, interfaces);
        FibreChannel fibreChannel = new FibreChannel(files);
        BlockStack blocks = new BlockStack(files, mounts, new RemoteStorage(files, network, interfaces, fibreChannel));
        BlockDevices devices = BlockDevices.read(files, findings);
        SharedFolders shared = new SharedFolders(files);
        OpenFiles processes = reading.openFiles();
        DeviceNodes nodes = reading.nodes();
        List<HostCheck> checks = List.of(
                new FileSystems(files, mounts, blocks, network, shared),
                new Swap(files, mounts, blocks),
                new ActiveFileSystems(files, devices, mounts, blocks),
                new ZfsPools(files, mounts, devices, blocks),
                new HeldDisks(files, devices, blocks),
                new OpenDisks(files, processes, nodes, devices, blocks),
                new ExportedDisks(files, blocks),
                new Reachability(network, interfaces, managementAddresses),
                new InterfaceUses(
                        sysfs, interfaces, routes.map(Routes::addresses).orElse(List.of())),
                new GuestNetworks(sysfs, interfaces, new TapHolders(files, processes)),
                new OtherNamespaces(files, sysfs, interfaces),
                new BootFramebuffers(files),
                new OpenDevices(files, processes, nodes),
                new VendorVfio(files));
        List<GroupCheck> lastOnes = List.of(Console.read(files, interfaces, findings), Keyboards.read(files, findings));

        checks.forEach(check -> check.addTo(findings));
        widen(UnknownScope.DISKS, findings, sink -> blocks.allDisks(devices, sink));
        widen(UnknownScope.FABRIC, findings, fibreChannel::allPorts);
        widen(UnknownScope.SHARED_FOLDERS, findings, shared::all);
        widen(UnknownScope.NETWORK, findings, interfaces::allInterfaces);
        return new CriticalFunctions(findings, lastOnes, AnswerEffects.apply(answers, findings, host));
    }

    private static Optional<Routes> routes(HostFiles files, Findings findings) {
        try {
            return Optional.of(Routes.read(files));
        } catch (HostFileException | IllegalArgumentException failure) {
            findings.unknown(UnknownScope.NETWORK, "Cannot read the routes of the host: " + failure.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Extends the unknowns of a scope to the functions below any disk or interface. The usual device class alone does not cover all such
     * functions. The disks come first, because a disk over an unknown network makes an unknown about the network.
     */
    private static void widen(UnknownScope scope, Findings findings, Survey survey) {
        if (!findings.unknownScopes().contains(scope)) {
            return;
        }
        try {
            survey.run(new DependencySink() {
                @Override
                public void found(String path, String chain) {
                    findings.carrier(scope, SysfsNames.functions(path));
                }

                @Override
                public void unknown(UnknownScope other, String text) {
                    if (other != scope) {
                        findings.unknown(other, text);
                    }
                }
            });
        } catch (HostFileException failure) {
            findings.unknown(
                    UnknownScope.ANY,
                    "Cannot read the functions below the host's disks and network interfaces: " + failure.getMessage());
        }
    }

    private interface Survey {
        void run(DependencySink sink) throws HostFileException;
    }

    @Override
    public HostUnknowns unknowns(List<FunctionReport> functions) {
        return new HostUnknowns(
                findings.unknowns(functions), answered.inForce(), answered.unused(), answered.problems());
    }

    /** Returns the reasons why the group cannot leave the host; empty if the group can leave. All checks are asked. */
    @Override
    public List<Refusal> refusals(IommuGroup group) {
        List<Refusal> refusals = new ArrayList<>();
        group.members().forEach(member -> refusals.addAll(findings.about(member)));
        GROUP_CHECKS.forEach(check -> refusals.addAll(check.refusals(group)));
        lastOnes.forEach(check -> refusals.addAll(check.refusals(group)));
        return refusals;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.api.FunctionKind;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.api.Refusal;
import io.bailiff.agent.api.Refusal.Code;
import io.bailiff.agent.api.ReservedRegion;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.IommuGroup;
import io.bailiff.agent.pci.ReadFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The host-critical functions at the time of reading. Functions below the file systems, the swap and the only console
 * are host-critical. Functions on the default route and on the routes to the management addresses are host-critical,
 * too. An unknown becomes a refusal with {@link Code#UNKNOWN}.
 *
 * <p>Needs of single programs are not included: a disk that a guest or a database has open without a file system is not
 * seen.
 */
public final class CriticalFunctions {

    private final Findings findings;

    private CriticalFunctions(Findings findings) {
        this.findings = findings;
    }

    /**
     * Reads the host once.
     *
     * @param managementAddresses numeric addresses for the management of the host, its own or its manager's. The
     *     functions on the route to each address are host-critical.
     */
    public static CriticalFunctions read(HostFiles files, List<String> managementAddresses) {
        Findings findings = new Findings(files);
        Mounts mounts = Mounts.read(files, findings);
        NetworkStack interfaces = new NetworkStack(files);
        NetworkPaths network = new NetworkPaths(files, interfaces, findings);
        BlockStack blocks = new BlockStack(files, mounts, new RemoteStorage(files, network));
        SharedFolders shared = new SharedFolders(files);

        new FileSystems(files, mounts, blocks, network, shared).addTo(findings);
        new Swap(files, mounts, blocks).addTo(findings);
        keepReachable(network, interfaces, managementAddresses, findings);
        new Console(files).addTo(findings);

        Set<UnknownScope> unknownScopes = findings.unknownScopes();
        if (unknownScopes.contains(UnknownScope.STORAGE)) {
            widen(UnknownScope.STORAGE, findings, blocks::allDisks);
            widen(UnknownScope.STORAGE, findings, shared::all);
        }
        if (unknownScopes.contains(UnknownScope.NETWORK)) {
            widen(UnknownScope.NETWORK, findings, interfaces::allInterfaces);
        }
        return new CriticalFunctions(findings);
    }

    private static void keepReachable(
            NetworkPaths network, NetworkStack interfaces, List<String> managementAddresses, Findings findings) {
        DependencySink byDefault = findings.neededFor(Code.DEFAULT_ROUTE, "which has the default route");
        network.defaults().forEach(name -> interfaces.under(name, "", byDefault));
        for (String address : managementAddresses) {
            network.to(
                    address,
                    "",
                    findings.neededFor(Code.MANAGEMENT_ADDRESS, "the route to management address " + address));
        }
    }

    /** Extends an unknown to the functions below any disk or interface. The usual device class alone does not cover all such functions. */
    private static void widen(UnknownScope scope, Findings findings, Survey survey) {
        try {
            survey.run(new DependencySink() {
                @Override
                public void found(String path, String chain) {
                    findings.carrier(scope, PciPath.functions(path));
                }

                @Override
                public void unknown(UnknownScope other, String text) {
                    findings.unknown(other, text);
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

    /** Returns everything unknown about the host, as text for people. */
    public List<String> unknowns() {
        return findings.unknowns();
    }

    /** Returns the reasons why the group cannot leave the host; empty if the group can leave. */
    public List<Refusal> refusals(IommuGroup group) {
        List<Refusal> refusals = new ArrayList<>();
        for (FunctionReport member : group.members()) {
            refusals.addAll(findings.about(member));
            if (isChipset(member)) {
                refusals.add(new Refusal(
                        member.address(),
                        Code.CHIPSET,
                        member.address() + " is a host bridge or an ISA bridge, part of the chipset"));
            }
        }
        PciAddress first = group.members().get(0).address();
        group.reservedRegions().stream()
                .filter(region -> region.type().equals("direct"))
                .forEach(region -> refusals.add(new Refusal(first, Code.RESERVED_REGION, reserved(region))));
        for (ReadFailure failure : group.failures()) {
            PciAddress concerned = failure.member() == null ? first : failure.member();
            refusals.add(new Refusal(concerned, Code.UNKNOWN, failure.text()));
        }
        return refusals;
    }

    /**
     * Returns true for host bridges and ISA bridges. Both have the header of an endpoint, but detaching such a function
     * takes more away from the host than a single device.
     */
    private static boolean isChipset(FunctionReport function) {
        return function.kind() == FunctionKind.ENDPOINT
                && (function.classCode().startsWith("0600")
                        || function.classCode().startsWith("0601"));
    }

    /**
     * Returns the reason for a refusal because of a direct region. The IOMMU driver must keep such a region mapped one
     * to one, and rejects every domain without the mapping.
     */
    private static String reserved(ReservedRegion region) {
        return "The firmware reserves the memory " + region.start() + " to " + region.end()
                + " for the group (type direct), and the kernel therefore assigns the group to no guest";
    }
}

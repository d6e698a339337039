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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the host could not spare when it was read: what is under its file systems and swap, its default route and the ways to
 * its management, and its only console. What could not be found out is a refusal with {@link Code#UNKNOWN}.
 *
 * <p>It does not know what programs need for themselves: a disk that a guest or a database has open without a file system is
 * not seen.
 */
public final class CriticalFunctions {

    private final Findings findings;

    private CriticalFunctions(Findings findings) {
        this.findings = findings;
    }

    /**
     * Reads the host once.
     *
     * @param managementAddresses addresses in numbers by which the host is managed, its own or its manager's: the route to
     *     each is kept
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

        Set<UnknownScope> doubted = findings.doubted();
        if (doubted.contains(UnknownScope.STORAGE)) {
            widen(UnknownScope.STORAGE, findings, blocks::allDisks);
            widen(UnknownScope.STORAGE, findings, shared::all);
        }
        if (doubted.contains(UnknownScope.NETWORK)) {
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
                    findings.neededFor(
                            Code.MANAGEMENT_ADDRESS, "by which the management address " + address + " is reached"));
        }
    }

    /** A doubt is about whatever a disk, or an interface, hangs on, and not only about functions of the usual class. */
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
            findings.unknown(UnknownScope.ANY, "What hangs on which function cannot be read: " + failure.getMessage());
        }
    }

    private interface Survey {
        void run(DependencySink sink) throws HostFileException;
    }

    /** What could not be found out about the host, for people. */
    public List<String> unknowns() {
        return findings.unknowns();
    }

    /** Why the group cannot leave the host; empty if it can. */
    public List<Refusal> refusals(IommuGroup group) {
        List<Refusal> refusals = new ArrayList<>();
        for (FunctionReport member : group.members()) {
            refusals.addAll(findings.about(member));
            if (isChipset(member)) {
                refusals.add(new Refusal(
                        member.address(),
                        Code.CHIPSET,
                        member.address() + " is a part of the chipset that the host runs on"));
            }
        }
        PciAddress first = group.members().get(0).address();
        group.reservedRegions().stream()
                .filter(region -> region.type().equals("direct"))
                .forEach(region -> refusals.add(new Refusal(first, Code.RESERVED_REGION, reserved(region))));
        group.problems()
                .forEach(problem -> refusals.add(new Refusal(concerned(group, problem), Code.UNKNOWN, problem)));
        return refusals;
    }

    /** A problem of one member starts with its address; any other is told of the first. */
    private static PciAddress concerned(IommuGroup group, String problem) {
        return group.members().stream()
                .map(FunctionReport::address)
                .filter(address -> problem.startsWith(address + ":"))
                .findFirst()
                .orElse(group.members().get(0).address());
    }

    /** Host bridges and ISA bridges have the header of an endpoint. Who takes them away takes more than a device away. */
    private static boolean isChipset(FunctionReport function) {
        return function.kind() == FunctionKind.ENDPOINT
                && (function.classCode().startsWith("0600")
                        || function.classCode().startsWith("0601"));
    }

    /** The IOMMU driver must keep such a region mapped one to one, and refuses every domain that does not. */
    private static String reserved(ReservedRegion region) {
        return "The firmware has reserved " + region.start() + " to " + region.end()
                + " for the group's own use (direct), which the kernel does not give to a guest";
    }
}

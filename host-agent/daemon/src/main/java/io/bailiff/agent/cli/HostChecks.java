package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.critical.CriticalFunctions;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import java.util.ArrayList;
import java.util.List;

/** Checks if the machine and the kernel can lend devices at all. */
final class HostChecks {

    private static final String NO_IOMMU = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode";

    private final HostFiles files;
    private final List<String> managementAddresses;
    private final PciInventory inventory;

    HostChecks(HostFiles files, List<String> managementAddresses) {
        this.files = files;
        this.managementAddresses = managementAddresses;
        this.inventory = new PciBus(files).inventory();
    }

    List<Check> all(ConflictBehaviour behaviour) throws HostFileException {
        List<Check> checks = new ArrayList<>();
        checks.add(iommu());
        checks.add(vfio());
        unsafeMode(checks);
        checks.add(conflicts(behaviour));
        checks.addAll(problems());
        checks.addAll(unknowns());
        return checks;
    }

    private Check iommu() throws HostFileException {
        int groups = inventory.groups().size();
        if (groups > 0) {
            int lone = inventory.ungrouped().size();
            return Check.ok("The IOMMU is on: " + groups + " groups"
                    + (lone == 0 ? "." : ", and " + lone + " functions in none, which cannot be lent."));
        }
        return Check.fail("There is no IOMMU group: the IOMMU is off, or there is none.", switchOn());
    }

    private String switchOn() throws HostFileException {
        String commandLine = files.exists("/proc/cmdline") ? files.read("/proc/cmdline") : "";
        boolean asked = commandLine.contains("intel_iommu=on") || commandLine.contains("amd_iommu=on");
        return asked
                ? "The kernel was told to use it; switch VT-d or AMD-Vi on in the firmware."
                : "Switch VT-d or AMD-Vi on in the firmware, and on Intel boot with intel_iommu=on.";
    }

    private Check vfio() throws HostFileException {
        if (files.exists(PciBus.DRIVERS + "vfio-pci")) {
            return Check.ok("vfio-pci is loaded.");
        }
        String modules = "/lib/modules/" + new Kernel(files).release();
        for (String list : List.of("/modules.dep", "/modules.builtin")) {
            if (files.exists(modules + list) && files.anyLine(modules + list, line -> line.contains("/vfio-pci.ko"))) {
                return Check.ok("vfio-pci is there, and is loaded when it is needed.");
            }
        }
        return Check.fail(
                "This kernel has no vfio-pci: " + modules + " does not list it.",
                "Install the package that has the kernel's remaining modules, or a kernel with CONFIG_VFIO_PCI.");
    }

    private void unsafeMode(List<Check> checks) throws HostFileException {
        if (files.exists(NO_IOMMU) && files.read(NO_IOMMU).equals("Y")) {
            checks.add(Check.warn(
                    "vfio is in its unsafe mode without IOMMU. Bailiff does not lend functions of such groups.",
                    "Unless something else wants it so: echo N > " + NO_IOMMU));
        }
    }

    private static Check conflicts(ConflictBehaviour behaviour) {
        String text = "This kernel " + Wording.behaviour(behaviour) + ".";
        return switch (behaviour) {
            case REFUSES -> Check.ok(text);
            case PANICS ->
                Check.warn(
                        text,
                        "Bailiff pins all members, so that no host driver can; do not clear their driver_override."
                                + " Kernels from 5.19 on refuse instead.");
            case UNKNOWN -> Check.warn(text + " It is taken to panic.", "Let root read /proc/kallsyms.");
        };
    }

    private List<Check> problems() {
        List<Check> checks = new ArrayList<>();
        inventory.problems().forEach(problem -> checks.add(unreadable(problem)));
        inventory
                .groups()
                .forEach(group -> group.problems()
                        .forEach(problem -> checks.add(unreadable("Group " + group.number() + ": " + problem))));
        return checks;
    }

    private static Check unreadable(String problem) {
        return Check.warn(problem + ".", "Nothing is done with it until it can be read.");
    }

    /** Returns a warning for each unknown about host-critical functions. */
    private List<Check> unknowns() {
        return CriticalFunctions.read(files, managementAddresses).unknowns().stream()
                .map(reason -> Check.warn(
                        reason + ".", "What this may concern is not lent; `bailiff-agent inspect` shows which groups."))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.ConflictBehaviour;
import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.group.Groups;
import io.bailiff.agent.group.SurveyedHost;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.Kernel;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.PciInventory;
import io.bailiff.agent.settings.HostSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks if the machine and the kernel can lend devices at all. */
final class HostChecks {

    private static final String NO_IOMMU = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode";

    private final HostFiles files;
    private final Groups groups;
    private final PciInventory inventory;

    HostChecks(HostFiles files, Groups groups) {
        this.files = files;
        this.groups = groups;
        this.inventory = new PciBus(files).inventory();
    }

    List<Check> all(ConflictBehaviour behaviour) throws HostFileException {
        List<Check> checks = new ArrayList<>();
        checks.add(iommu());
        checks.add(vfio());
        unsafeMode(checks);
        checks.add(conflicts(behaviour));
        checks.addAll(problems());
        checks.addAll(dead());
        checks.addAll(new SettingChecks(HostSettings.read(files), inventory).all());
        SurveyedHost host =
                groups.survey().withUnknowns(groups.gone().complete(inventory).groups(), inventory::functions);
        checks.addAll(new UseChecks(host.groups()).all());
        checks.addAll(new UnknownChecks(host.unknowns()).all());
        checks.addAll(new PlatformChecks(files).all());
        return checks;
    }

    private Check iommu() throws HostFileException {
        int groups = inventory.groups().size();
        if (groups > 0) {
            int ungrouped = inventory.ungrouped().size();
            return Check.ok(
                    Check.Subject.IOMMU,
                    "The IOMMU is on: " + groups + " groups."
                            + (ungrouped == 0
                                    ? ""
                                    : " Functions in no group, which cannot be lent: " + ungrouped + "."));
        }
        return Check.fail(
                Check.Subject.IOMMU, "This host has no IOMMU group: the IOMMU is off or missing.", switchOn());
    }

    private String switchOn() throws HostFileException {
        String commandLine = files.exists("/proc/cmdline") ? files.read("/proc/cmdline") : "";
        boolean asked = commandLine.contains("intel_iommu=on") || commandLine.contains("amd_iommu=on");
        return asked
                ? "The kernel command line enables the IOMMU; switch VT-d or AMD-Vi on in the firmware."
                : "Switch VT-d or AMD-Vi on in the firmware. On Intel, also boot with intel_iommu=on.";
    }

    private Check vfio() throws HostFileException {
        if (files.exists(PciBus.DRIVERS + "vfio-pci")) {
            return Check.ok(Check.Subject.VFIO, "vfio-pci is loaded.");
        }
        String modules = "/lib/modules/" + new Kernel(files).release();
        for (String list : List.of("/modules.dep", "/modules.builtin")) {
            if (files.exists(modules + list) && files.anyLine(modules + list, line -> line.contains("/vfio-pci.ko"))) {
                return Check.ok(
                        Check.Subject.VFIO, "vfio-pci is installed, and the agent loads vfio-pci when necessary.");
            }
        }
        return Check.fail(
                Check.Subject.VFIO,
                "This kernel has no vfio-pci: " + modules + " does not list the module.",
                "Install the package with the remaining modules of the kernel, or a kernel with CONFIG_VFIO_PCI.");
    }

    private void unsafeMode(List<Check> checks) throws HostFileException {
        if (files.exists(NO_IOMMU) && files.read(NO_IOMMU).equals("Y")) {
            checks.add(Check.warn(
                    Check.Subject.UNSAFE_MODE,
                    "vfio is in the unsafe mode without an IOMMU. Bailiff does not lend functions of such groups.",
                    "Unless another program needs this mode, run: echo N > " + NO_IOMMU));
        }
    }

    private static Check conflicts(ConflictBehaviour behaviour) {
        String text = "This kernel " + Wording.behaviour(behaviour) + ".";
        return switch (behaviour) {
            case REFUSES -> Check.ok(Check.Subject.CONFLICT_BEHAVIOUR, text);
            case PANICS ->
                Check.warn(
                        Check.Subject.CONFLICT_BEHAVIOUR,
                        text,
                        "Bailiff pins all members against host drivers; do not clear the driver_override of a member."
                                + " Kernels from 5.19 on refuse the driver and do not panic.");
            case UNKNOWN ->
                Check.warn(
                        Check.Subject.CONFLICT_BEHAVIOUR,
                        text + " Bailiff assumes a panic.",
                        "Let root read /proc/kallsyms.");
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

    /** Returns a warning for each function that does not answer. A sleeping function is normal. */
    private List<Check> dead() {
        return Stream.concat(
                        inventory.groups().stream().flatMap(group -> group.members().stream()),
                        inventory.ungrouped().stream())
                .filter(FunctionReport::isDead)
                .map(function -> Check.warn(
                        Check.Subject.INVENTORY,
                        function.address() + " does not answer: the configuration space reads as ones.",
                        "Switch the host off and on again; a reboot alone may not reset the function."
                                + " Bailiff does not lend the group meanwhile."))
                .toList();
    }

    private static Check unreadable(String problem) {
        return Check.warn(
                Check.Subject.INVENTORY,
                problem + ".",
                "Bailiff does not move the group until the attribute is readable.");
    }
}

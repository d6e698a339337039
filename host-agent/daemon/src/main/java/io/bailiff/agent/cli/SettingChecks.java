// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.FunctionReport;
import io.bailiff.agent.api.HostSetting;
import io.bailiff.agent.pci.PciInventory;
import io.bailiff.agent.settings.HostSettings;
import java.util.ArrayList;
import java.util.List;

/** Names the settings of the host that move functions without Bailiff, with the file of each setting. */
final class SettingChecks {

    private final HostSettings settings;
    private final PciInventory inventory;

    SettingChecks(HostSettings settings, PciInventory inventory) {
        this.settings = settings;
        this.inventory = inventory;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        inventory.groups().stream()
                .flatMap(group -> group.endpoints().stream())
                .flatMap(function -> settings.about(function).stream().map(setting -> check(function, setting)))
                .forEach(checks::add);
        settings.problems()
                .forEach(problem -> checks.add(Check.warn(
                        Check.Subject.SETTINGS,
                        "Cannot read a setting of the host: " + problem + ".",
                        "Correct the file; until then `doctor` and `plan` may miss a setting.")));
        return checks;
    }

    private static Check check(FunctionReport function, HostSetting setting) {
        return Check.warn(
                Check.Subject.SETTINGS,
                function.address() + ": " + SettingTexts.effect(setting) + ".",
                remedy(setting));
    }

    private static String remedy(HostSetting setting) {
        return switch (setting.source()) {
            case KERNEL_COMMAND_LINE ->
                "Bailiff can lend the group, but a reattach leaves the function on this driver. To get the host driver back, remove the ids"
                        + " from the configuration of the boot loader and boot.";
            case MODPROBE ->
                "Bailiff can lend the group, but a reattach leaves the function on this driver. To get the host driver back, remove the ids"
                        + " from " + setting.file() + ", update the initramfs, and boot.";
            case DRIVERCTL ->
                "Bailiff can lend the group, but a reattach leaves the function on this driver. To get the host driver back, run: driverctl"
                        + " unset-override " + setting.address();
            case POOL_OF_GUEST ->
                "Remove the function from the pool (virsh net-edit), or the interface from the definition (virsh edit), before Bailiff lends"
                        + " the function.";
            case MANAGED_BY_GUEST, NAMED_BY_GUEST ->
                "Remove the device from the definition (virsh edit), and assign the function to the guest by Bailiff.";
        };
    }
}

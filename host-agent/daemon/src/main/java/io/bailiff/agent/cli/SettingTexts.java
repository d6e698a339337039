// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import io.bailiff.agent.api.HostSetting;

/** Describes settings of the host in words for operators. */
final class SettingTexts {

    private SettingTexts() {}

    /** Returns the effect of the setting, as the end of a sentence without the full stop. */
    static String effect(HostSetting setting) {
        return switch (setting.source()) {
            case KERNEL_COMMAND_LINE -> "the kernel command line has " + setting.text() + " (" + setting.file() + ")";
            case MODPROBE -> setting.file() + " has the line \"" + setting.text() + "\"";
            case DRIVERCTL ->
                "driverctl sets the override " + setting.text() + " at every boot (" + setting.file() + ")";
            case MANAGED_BY_GUEST ->
                "guest " + setting.text() + " takes the function at every start (managed='yes' in " + setting.file()
                        + ")";
            case NAMED_BY_GUEST ->
                "the definition of guest " + setting.text() + " names the function (" + setting.file() + ")";
            case POOL_OF_GUEST ->
                "guest " + setting.text() + " may take the function at every start, from the pool in " + setting.file();
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.HostSetting.Source;
import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code vfio-pci.ids=} and {@code pci-stub.ids=} from the command line of the running kernel. */
final class KernelCommandLine {

    private static final String FILE = "/proc/cmdline";
    /** A parameter of a module. The kernel takes - and _ in the name of a module for the same (parameq in kernel/params.c). */
    private static final Pattern IDS = Pattern.compile("([A-Za-z0-9_-]+)\\.ids=(\\S+)");

    private KernelCommandLine() {}

    static List<ModuleIds> read(HostFiles files) throws HostFileException {
        List<ModuleIds> found = new ArrayList<>();
        try {
            Matcher parameter = IDS.matcher(files.read(FILE));
            while (parameter.find()) {
                if (ModuleIds.isForGuests(parameter.group(1))) {
                    found.add(ModuleIds.of(Source.KERNEL_COMMAND_LINE, FILE, parameter.group(), parameter.group(2)));
                }
            }
        } catch (HostFileException failure) {
            // A copied tree need not have the file. On a running kernel the file exists.
            if (failure.error() != HostError.NO_ENTRY) {
                throw failure;
            }
        }
        return found;
    }
}

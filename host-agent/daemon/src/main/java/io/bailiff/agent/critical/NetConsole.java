// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.critical;

import io.bailiff.agent.host.HostError;
import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.pci.SysfsNames;
import java.util.ArrayList;
import java.util.List;

/** Finds the network functions of netconsole: kernel messages to another machine (Documentation/networking/netconsole.rst). */
final class NetConsole {

    private static final String TARGETS = "/sys/kernel/config/netconsole/";

    private final HostFiles files;
    private final NetworkStack interfaces;

    NetConsole(HostFiles files, NetworkStack interfaces) {
        this.files = files;
        this.interfaces = interfaces;
    }

    /** Returns one location per interface of an enabled target, because each port of a bond carries the messages alone. */
    List<Location> locations(Findings findings) throws HostFileException {
        List<Location> found = new ArrayList<>();
        for (String target : targets()) {
            String directory = TARGETS + target;
            if (files.exists(directory + "/enabled")
                    && files.read(directory + "/enabled").equals("1")) {
                interfaces.under(files.read(directory + "/dev_name"), "", new DependencySink() {
                    @Override
                    public void found(String path, String chain) {
                        found.add(new Location("netconsole on " + chain, SysfsNames.functions(path), directory));
                    }

                    @Override
                    public void unknown(UnknownScope scope, String text) {
                        findings.unknown(scope, text + " (netconsole, the host's only console)");
                    }
                });
            }
        }
        return found;
    }

    private List<String> targets() throws HostFileException {
        try {
            return files.list(TARGETS);
        } catch (HostFileException failure) {
            // A kernel without the netconsole module has no such directory.
            if (failure.error() == HostError.NO_ENTRY) {
                return List.of();
            }
            throw failure;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.bench;

import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.host.LinuxFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Lends the groups of several functions of this machine, each alone in its group, as {@code bailiff-agent detach} does. No agent may run
 * meanwhile.
 *
 * <p>Usage: {@code LendGroups STATE_DIRECTORY ADDRESS...}. The first function that does not come to vfio-pci ends the process.
 */
public final class LendGroups {

    private LendGroups() {}

    public static void main(String[] arguments) throws IOException {
        DetachedFunctions functions = new DetachedFunctions(new LinuxFiles(Path.of("/")), Path.of(arguments[0]));
        for (String address : List.of(arguments).subList(1, arguments.length)) {
            functions.detach(PciAddress.parse(address), "command line");
        }
    }
}

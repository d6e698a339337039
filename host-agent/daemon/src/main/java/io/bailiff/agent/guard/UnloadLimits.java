// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.host.HostFileException;
import java.util.Collection;
import java.util.List;

/**
 * The unloads that the guard cannot see: delete_module(2) opens no file, and some programs do not read the use of the module before. A reload by
 * devlink is a message of netlink. Both end or disturb the virtual functions of the driver's physical functions.
 */
final class UnloadLimits {

    private final DriverModules modules;
    private volatile List<String> now = List.of();

    UnloadLimits(DriverModules modules) {
        this.modules = modules;
    }

    /** Finds the limits for these lent groups. */
    void renew(Collection<LentGroup> groups) throws HostFileException {
        now = modules.ofPhysical(groups.stream().flatMap(group -> group.members().stream())).stream()
                .map(UnloadLimits::text)
                .toList();
    }

    /** Returns a sentence for each module with the driver of a lent virtual function's physical function. */
    List<String> now() {
        return now;
    }

    private static String text(String module) {
        return "An unload of the module " + module
                + " without a look at its use (rmmod -f, modprobe -r --wait, delete_module(2)), and a"
                + " reload by devlink, are not detected. The module has the driver of a physical function with lent virtual functions.";
    }
}

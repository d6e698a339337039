// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.sim;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /lib/modules/RELEASE}. */
final class ModuleTree {

    private final SimKernel kernel;

    ModuleTree(SimKernel kernel) {
        this.kernel = kernel;
    }

    SimNode.Directory root() {
        SimNode.Builder release = new SimNode.Builder()
                .file("modules.alias", aliases())
                .file("modules.dep", "")
                .file("modules.builtin", "");
        return new SimNode.Builder()
                .add(
                        "modules",
                        new SimNode.Builder()
                                .add(kernel.flavour().release(), release.build())
                                .build())
                .build();
    }

    private String aliases() {
        return kernel.bus().drivers.values().stream()
                .flatMap(driver -> aliases(driver.spec))
                .collect(Collectors.joining("\n", "# Aliases extracted from modules themselves.\n", "\n"));
    }

    /** Returns a driver's aliases. The ids of a vfio driver are override_only and have a separate prefix (scripts/mod/file2alias.c). */
    private static Stream<String> aliases(DriverSpec driver) {
        String prefix = switch (driver.kind()) {
            case VFIO -> "vfio_pci:";
            case HOST, HARMLESS -> "pci:";
        };
        return driver.ids().stream()
                .map(id -> String.format(Locale.ROOT, "alias %s%s %s", prefix, id.alias(), driver.module()));
    }
}

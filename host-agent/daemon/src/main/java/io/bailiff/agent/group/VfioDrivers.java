// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drivers for guests, and the driver for keeping a function away from the host. */
public final class VfioDrivers {

    /** The driver for every function without a variant driver of its own. */
    public static final String GENERIC = "vfio-pci";

    /** A driver that only occupies the function: the kernel accepts {@code pci-stub} in a group in use. */
    public static final String STUB = "pci-stub";

    /** The drivers with another name than their module. */
    private static final Map<String, String> NAMES = Map.of("vfio_pci", GENERIC, "xe_vfio_pci", "xe-vfio-pci");

    private VfioDrivers() {}

    /**
     * Returns true for {@code vfio-pci} and the variant drivers of the kernel; their names all end with {@code vfio_pci}. A variant driver
     * from elsewhere can have any name; {@link DriverKinds} also knows such a driver.
     */
    public static boolean isVfio(@Nullable String driver) {
        return driver != null && driver.replace('-', '_').endsWith("vfio_pci");
    }

    /** Returns true for a vfio driver and for {@link #STUB}. */
    public static boolean isAway(@Nullable String driver) {
        return isVfio(driver) || STUB.equals(driver);
    }

    /**
     * Returns the name of the driver in a module. {@code modules.alias} spells the modules with underscores. Most variant drivers are
     * named KBUILD_MODNAME, so the same (mlx5_vfio_pci, ism_vfio_pci); the exceptions have a name of their own in {@code struct pci_driver}
     * (drivers/vfio/pci/vfio_pci.c, drivers/vfio/pci/xe/main.c).
     */
    static String ofModule(String module) {
        return NAMES.getOrDefault(module.replace('-', '_'), module);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import org.jspecify.annotations.Nullable;

/** The drivers for guests, and the driver for keeping a function away from the host. */
public final class VfioDrivers {

    /** The driver for every function without a variant driver of its own. */
    public static final String GENERIC = "vfio-pci";

    /** A driver that only occupies the function: the kernel accepts {@code pci-stub} in a group in use. */
    public static final String STUB = "pci-stub";

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

    /** Returns the name of the driver in a module. Only the generic driver has another name than the module. */
    static String ofModule(String module) {
        return module.replace('-', '_').equals("vfio_pci") ? GENERIC : module;
    }
}

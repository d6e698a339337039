package io.bailiff.agent.group;

import org.jspecify.annotations.Nullable;

/** Which drivers keep a function for a guest, or at least away from the host. */
public final class VfioDrivers {

    /** The driver for every function that has no variant driver of its own. */
    public static final String GENERIC = "vfio-pci";

    /** The driver that does nothing: the kernel lets it into a group in use. */
    public static final String STUB = "pci-stub";

    private VfioDrivers() {}

    /** {@code vfio-pci} and its variants; the kernel's variants are all called {@code …vfio_pci}. */
    public static boolean isVfio(@Nullable String driver) {
        return driver != null && driver.replace('-', '_').endsWith("vfio_pci");
    }

    /** A vfio driver, or {@link #STUB}. */
    public static boolean isAway(@Nullable String driver) {
        return isVfio(driver) || STUB.equals(driver);
    }

    /** The driver that a module brings: the kernel calls the generic one by another name than its module. */
    static String ofModule(String module) {
        return module.replace('-', '_').equals("vfio_pci") ? GENERIC : module;
    }
}

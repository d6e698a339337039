// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.group;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import io.bailiff.agent.kernel.ModuleAliases;
import io.bailiff.agent.pci.PciBus;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the vfio drivers from the drivers of the host: by name ({@link VfioDrivers#isVfio}), and by the aliases of the driver's module for
 * a variant driver with any other name. libvirt knows variant drivers by the same aliases (virPCIDeviceFindBestVFIOVariant). The driver of a
 * vendor that offers functions to guests by itself has no such alias, and is a driver of the host.
 */
public final class DriverKinds {

    private final HostFiles files;
    private final ModuleAliases aliases;
    private final boolean keepsAll;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    public DriverKinds(HostFiles files) {
        this(files, new ModuleAliases(files), false);
    }

    private DriverKinds(HostFiles files, ModuleAliases aliases, boolean keepsAll) {
        this.files = files;
        this.aliases = aliases;
        this.keepsAll = keepsAll;
    }

    /** Returns the kinds for a single reading of the host: the kind of a driver without a loaded module is read once too. */
    DriverKinds forOneReading() {
        return new DriverKinds(files, aliases, true);
    }

    /**
     * Returns true for {@code vfio-pci} and every variant driver, loaded or not.
     *
     * @throws HostFileException if the aliases of the kernel's modules cannot be read
     */
    public boolean isVfio(@Nullable String driver) throws HostFileException {
        return driver != null && (VfioDrivers.isVfio(driver) || isVfioByAlias(driver));
    }

    private boolean isVfioByAlias(String driver) throws HostFileException {
        Boolean before = known.get(driver);
        if (before != null) {
            return before;
        }
        Optional<String> module =
                files.readLink(PciBus.DRIVERS + driver + "/module").map(SysfsNames::last);
        // A driver that is not loaded mostly has the name of its module.
        boolean isVfio = aliases.isVfio(module.orElse(driver));
        // A module may be loaded later, and then says more than the name of its driver.
        if (keepsAll || module.isPresent() || isBuiltIn(driver)) {
            known.put(driver, isVfio);
        }
        return isVfio;
    }

    /**
     * Returns true for a registered driver that has no link to a module: the kernel makes the link before the bind file (bus_add_driver in
     * drivers/base/bus.c).
     */
    private boolean isBuiltIn(String driver) throws HostFileException {
        return files.exists(PciBus.DRIVERS + driver + "/bind");
    }

    /** Returns true for a vfio driver, and true if the kind of the driver cannot be read. */
    public boolean mayBeVfio(@Nullable String driver) {
        try {
            return isVfio(driver);
        } catch (HostFileException unknown) {
            return true;
        }
    }

    /** Returns true for a vfio driver and for {@link VfioDrivers#STUB}, and true if the kind of the driver cannot be read. */
    public boolean mayBeAway(@Nullable String driver) {
        return VfioDrivers.STUB.equals(driver) || mayBeVfio(driver);
    }

    /** Returns true for a vfio driver and for {@link VfioDrivers#STUB}, and false if the kind of the driver cannot be read. */
    public boolean isCertainlyAway(@Nullable String driver) {
        try {
            return VfioDrivers.STUB.equals(driver) || isVfio(driver);
        } catch (HostFileException unknown) {
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import io.bailiff.agent.guard.Way.Scope;
import io.bailiff.agent.pci.SysfsNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A control file in sysfs: a write can bind, unbind, add, remove, reset or reconfigure functions of the host's PCI bus. The {@code refcnt} of a
 * module is no such file, but programs read the file before they unload the module.
 *
 * @param path the path, in the host's spelling with all links followed
 * @param kind the effect of a write to the file
 * @param driver the driver of the file, or null
 * @param function the function of the file, or null
 */
record ControlFile(
        String path,
        Kind kind,
        @Nullable String driver,
        @Nullable PciAddress function) {

    private static final String BUS = "/sys/bus/pci/";
    private static final Pattern OF_DRIVER = Pattern.compile(BUS + "drivers/([^/]+)/(bind|unbind|new_id)");
    private static final Pattern OF_FUNCTION = Pattern.compile("/sys/.*?/([^/]+)/((?:power/|nvme/[^/]+/)?[^/]+)");
    private static final Pattern OF_SLOT = Pattern.compile(BUS + "slots/([^/]+)/([^/]+)");
    private static final Pattern OF_MODULE = Pattern.compile("/sys/module/([^/]+)/([^/]+)");
    private static final Pattern OF_GROUP = Pattern.compile("/sys/kernel/iommu_groups/([0-9]+)/([^/]+)");

    /** Returns the control file at the path; empty if the path names no guarded control file. */
    static Optional<ControlFile> of(String path) {
        Matcher driver = OF_DRIVER.matcher(path);
        if (driver.matches()) {
            return Optional.of(new ControlFile(path, kind(driver.group(2)), driver.group(1), null));
        }
        Optional<ControlFile> function = ofFunction(path);
        return function.isPresent() ? function : ofPlace(path).map(kind -> new ControlFile(path, kind, null, null));
    }

    private static Optional<ControlFile> ofFunction(String path) {
        Matcher function = OF_FUNCTION.matcher(path);
        if (!function.matches() || !Ways.isGuardedOfFunction(function.group(2))) {
            return Optional.empty();
        }
        return SysfsNames.address(function.group(1))
                .map(address -> new ControlFile(path, kind(function.group(2)), null, address));
    }

    private static Optional<Kind> ofPlace(String path) {
        Matcher slot = OF_SLOT.matcher(path);
        if (slot.matches() && Ways.isGuarded(Scope.SLOT, slot.group(2))) {
            return Optional.of(slot.group(2).equals("power") ? Kind.SLOT_POWER : Kind.RECONFIGURE);
        }
        Matcher module = OF_MODULE.matcher(path);
        if (module.matches() && Ways.isReadBeforeUnload(module.group(2))) {
            return Optional.of(Kind.UNLOAD);
        }
        Matcher group = OF_GROUP.matcher(path);
        return group.matches() && Ways.isGuarded(Scope.GROUP, group.group(2))
                ? Optional.of(Kind.RECONFIGURE)
                : ofBus(path);
    }

    private static Optional<Kind> ofBus(String path) {
        return switch (path) {
            case BUS + "drivers_probe" -> Optional.of(Kind.PROBE);
            // A port that begins hot-plug looks for a new function.
            case HotPlugPorts.BIND, HotPlugPorts.PROBE -> Optional.of(Kind.RESCAN);
            // Every function and every bus has a rescan file.
            default -> path.endsWith("/rescan") ? Optional.of(Kind.RESCAN) : Optional.empty();
        };
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "bind" -> Kind.BIND;
            case "unbind" -> Kind.UNBIND;
            case "new_id" -> Kind.NEW_ID;
            case "remove" -> Kind.REMOVE;
            case "driver_override" -> Kind.OVERRIDE;
            case "sriov_numvfs" -> Kind.VIRTUAL_FUNCTIONS;
            default -> Kind.RECONFIGURE;
        };
    }

    /** Returns the name of the file in the directory of its function, its slot or its group: {@code power/control}, for example. */
    String name() {
        Matcher matcher = OF_FUNCTION.matcher(path);
        return function != null && matcher.matches() ? matcher.group(2) : SysfsNames.last(path);
    }

    /** Returns the name of the slot; empty if the file is no file of a slot. */
    Optional<String> slot() {
        return first(OF_SLOT);
    }

    /** Returns the number of the IOMMU group; empty if the file is no file of a group. */
    Optional<String> group() {
        return first(OF_GROUP);
    }

    /** Returns the name of the module; empty if the file is no file of a module. */
    Optional<String> module() {
        return first(OF_MODULE);
    }

    private Optional<String> first(Pattern pattern) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns true if the file is about any function, so that only a write names the function. */
    boolean isShared() {
        return switch (kind) {
            case BIND, UNBIND, NEW_ID, PROBE -> true;
            default -> false;
        };
    }

    /** Returns true if programs may read the file, so that not every opener wants to write. Of a module's file, readers alone count. */
    boolean isReadable() {
        return switch (kind) {
            case OVERRIDE, VIRTUAL_FUNCTIONS, SLOT_POWER -> true;
            case RECONFIGURE -> !name().equals("reset") && !name().equals("reset_subordinate");
            default -> false;
        };
    }

    /**
     * Returns the scope of a rescan, as a prefix of directories below {@code /sys/devices}. A file of {@code /sys/bus} covers
     * every function. The file of a function or a bus covers the same bus and all buses behind.
     */
    String scanned() {
        int bus = path.indexOf("/pci_bus/");
        if (bus >= 0) {
            return path.substring(0, bus + 1);
        }
        String place = path.substring(0, path.lastIndexOf('/'));
        return path.startsWith("/sys/bus/") ? "/sys/devices/" : place.substring(0, place.lastIndexOf('/') + 1);
    }

    /**
     * Returns the effect of a write to the file, for people.
     *
     * @param target the function that the write names, or null if unknown
     */
    String what(@Nullable PciAddress target) {
        String any = target == null ? "a function" : target.toString();
        return switch (kind) {
            case BIND -> "bind " + any + " to " + driver;
            case UNBIND -> "unbind " + any + " from " + driver;
            case NEW_ID -> "add a device id to " + driver + " (new_id)";
            case PROBE -> "probe for a driver" + (target == null ? "" : " of " + target) + " (drivers_probe)";
            case REMOVE -> "remove " + function + " from the bus";
            case RESCAN ->
                path.endsWith("/rescan")
                        ? "rescan for new functions (rescan)"
                        : "begin hot-plug of a port (" + SysfsNames.last(path) + ")";
            case OVERRIDE -> "change the driver_override of " + function;
            case VIRTUAL_FUNCTIONS -> "change the number of virtual functions of " + function + " (sriov_numvfs)";
            case SLOT_POWER -> "switch off the power of slot " + slot().orElse("") + " (power)";
            case RECONFIGURE -> "write to " + name() + " of " + owner();
            case UNLOAD -> "unload the module " + module().orElse("");
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED, OTHER ->
                throw new IllegalStateException(kind + " has no control file");
        };
    }

    private String owner() {
        return function != null
                ? function.toString()
                : slot().map(slot -> "slot " + slot).orElseGet(() -> "IOMMU group " + group().orElse(""));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.ClaimReport.Kind;
import io.bailiff.agent.api.PciAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A control file in sysfs: a write can bind, unbind, add or remove functions of the host's PCI bus.
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
    private static final Pattern OF_FUNCTION = Pattern.compile("/sys/.*/([^/]+)/(remove|driver_override)");

    /** Returns the control file at the path; empty if the path names no guarded control file. */
    static Optional<ControlFile> of(String path) {
        Matcher driver = OF_DRIVER.matcher(path);
        if (driver.matches()) {
            return Optional.of(new ControlFile(path, kind(driver.group(2)), driver.group(1), null));
        }
        Matcher function = OF_FUNCTION.matcher(path);
        if (function.matches()) {
            return address(function.group(1)).map(it -> new ControlFile(path, kind(function.group(2)), null, it));
        }
        return ofBus(path).map(kind -> new ControlFile(path, kind, null, null));
    }

    private static Optional<Kind> ofBus(String path) {
        return switch (path) {
            case BUS + "drivers_probe" -> Optional.of(Kind.PROBE);
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
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Optional<PciAddress> address(String name) {
        try {
            return Optional.of(PciAddress.parse(name));
        } catch (IllegalArgumentException notAFunction) {
            return Optional.empty();
        }
    }

    /**
     * Returns the scope of a rescan, as a prefix of directories below {@code /sys/devices}. {@code /sys/bus/pci/rescan} covers
     * every function. The file of a function or a bus covers the same bus and all buses behind.
     */
    String scanned() {
        int bus = path.indexOf("/pci_bus/");
        if (bus >= 0) {
            return path.substring(0, bus + 1);
        }
        String place = path.substring(0, path.length() - "/rescan".length());
        return path.startsWith(BUS) ? "/sys/devices/" : place.substring(0, place.lastIndexOf('/') + 1);
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
            case RESCAN -> "rescan for new functions (rescan)";
            case OVERRIDE -> "change the driver_override of " + function;
            case DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED ->
                throw new IllegalStateException(kind + " has no control file");
        };
    }
}

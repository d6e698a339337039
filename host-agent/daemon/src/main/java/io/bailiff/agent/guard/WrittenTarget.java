// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import java.util.Optional;

/** The target of a write to a shared control file, as the kernel reads the target from the written text. */
sealed interface WrittenTarget {

    /**
     * The function that the text names.
     *
     * @param address the function; may be missing on the host
     */
    record Function(PciAddress address) implements WrittenTarget {}

    /**
     * The functions that match the written id.
     *
     * @param id the id
     */
    record Matching(DeviceId id) implements WrittenTarget {}

    /** No function: the kernel refuses the text. */
    record Nothing() implements WrittenTarget {}

    /**
     * Returns the target of a write.
     *
     * @param file a control file of a driver or of the bus
     * @param text the written bytes as ISO 8859-1, at most a page
     */
    static WrittenTarget of(ControlFile file, String text) {
        return switch (file.kind()) {
            case BIND, UNBIND, PROBE ->
                named(text).<WrittenTarget>map(Function::new).orElseGet(Nothing::new);
            case NEW_ID ->
                DeviceId.parse(text).<WrittenTarget>map(Matching::new).orElseGet(Nothing::new);
            case REMOVE, RESCAN, OVERRIDE, DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED ->
                throw new IllegalArgumentException(file.path() + " is no shared control file");
        };
    }

    /**
     * Returns the function that the kernel finds by the text: the text up to a NUL is exactly the name of a function, with or without one
     * line feed at the end (bus_find_device_by_name in include/linux/device/bus.h, sysfs_streq in lib/string_helpers.c). The kernel spells
     * names in lower case (pci_setup_device in drivers/pci/probe.c).
     */
    private static Optional<PciAddress> named(String text) {
        int end = text.indexOf('\0');
        String upToNul = end < 0 ? text : text.substring(0, end);
        String name = upToNul.endsWith("\n") ? upToNul.substring(0, upToNul.length() - 1) : upToNul;
        try {
            PciAddress address = PciAddress.parse(name);
            return address.toString().equals(name) ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException notAFunction) {
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import io.bailiff.agent.api.PciAddress;
import java.util.Optional;
import java.util.OptionalInt;

/** The target of a write to a covered control file, as the kernel reads the target from the written text. */
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

    /**
     * A new value for the function or the slot of the file.
     *
     * @param value the value without line feeds: the name of a driver, empty for none; or a decimal number
     */
    record Value(String value) implements WrittenTarget {}

    /** No effect on any function: the kernel refuses the text. */
    record Nothing() implements WrittenTarget {}

    /**
     * Returns the target of a write.
     *
     * @param file a control file of a driver, of the bus, of a function or of a slot
     * @param text the written bytes as ISO 8859-1, at most a page
     */
    static WrittenTarget of(ControlFile file, String text) {
        return switch (file.kind()) {
            case BIND, UNBIND, PROBE ->
                named(text).<WrittenTarget>map(Function::new).orElseGet(Nothing::new);
            case NEW_ID ->
                DeviceId.parse(text).<WrittenTarget>map(Matching::new).orElseGet(Nothing::new);
            case OVERRIDE -> override(text);
            case VIRTUAL_FUNCTIONS -> virtualFunctions(text);
            case SLOT_POWER -> slotPower(text);
            case REMOVE, RESCAN, RECONFIGURE, UNLOAD, DRIVER_LOADED, FUNCTION_APPEARED, FUNCTION_VANISHED, OTHER ->
                throw new IllegalArgumentException(file.path() + " is not decided by the written text");
        };
    }

    /**
     * Returns the first line of the text up to a NUL; an empty line clears the override (driver_set_override in drivers/base/driver.c,
     * driver_override_store in drivers/pci/pci-sysfs.c before 5.19). sysfs passes no empty text on (sysfs_kf_write in fs/sysfs/file.c). The
     * kernel refuses a text that fills a page; such a text counts as a value here, because pages have different sizes.
     */
    private static WrittenTarget override(String text) {
        if (text.isEmpty()) {
            return new Nothing();
        }
        String upToNul = KernelNumber.upToNul(text);
        int end = upToNul.indexOf('\n');
        return new Value(end < 0 ? upToNul : upToNul.substring(0, end));
    }

    /** Returns the number of virtual functions: sriov_numvfs_store in drivers/pci/pci-sysfs.c (drivers/pci/iov.c since 5.4). */
    private static WrittenTarget virtualFunctions(String text) {
        OptionalInt number = KernelNumber.unsigned16(text);
        return number.isPresent() ? new Value(String.valueOf(number.getAsInt())) : new Nothing();
    }

    /**
     * Returns the value 0 or 1, or nothing: the kernel refuses other numbers. Any text without a digit at the start switches the slot off
     * (power_write_file in drivers/pci/hotplug/pci_hotplug_core.c).
     */
    private static WrittenTarget slotPower(String text) {
        int number = text.isEmpty() ? -1 : KernelNumber.lowByte(text);
        return number == 0 || number == 1 ? new Value(String.valueOf(number)) : new Nothing();
    }

    /**
     * Returns the function that the kernel finds by the text: the text up to a NUL is exactly the name of a function, with or without one
     * line feed at the end (bus_find_device_by_name in include/linux/device/bus.h, sysfs_streq in lib/string_helpers.c). The kernel spells
     * names in lower case (pci_setup_device in drivers/pci/probe.c).
     */
    private static Optional<PciAddress> named(String text) {
        String upToNul = KernelNumber.upToNul(text);
        String name = upToNul.endsWith("\n") ? upToNul.substring(0, upToNul.length() - 1) : upToNul;
        try {
            PciAddress address = PciAddress.parse(name);
            return address.toString().equals(name) ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException notAFunction) {
            return Optional.empty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.guard;

import java.util.List;
import java.util.Optional;

/**
 * A device id as written to a driver's {@code new_id} (new_id_store in drivers/pci/pci-driver.c). All fields are unsigned 32-bit numbers;
 * {@link #ANY} as an id of vendor, device or subsystem stands for every id.
 *
 * @param vendor the vendor
 * @param device the device
 * @param subvendor the vendor of the subsystem
 * @param subdevice the device of the subsystem
 * @param classCode the class code
 * @param classMask the bits of the class code that count
 */
record DeviceId(int vendor, int device, int subvendor, int subdevice, int classCode, int classMask) {

    /** PCI_ANY_ID in include/linux/pci.h. */
    static final int ANY = ~0;

    /** The number of ids and masks in the text. A seventh number is data for the driver and matches nothing. */
    private static final int FIELDS = 6;

    /** Reads an id like the kernel; empty if the kernel refuses the text with EINVAL, because vendor and device are not both there. */
    static Optional<DeviceId> parse(String text) {
        List<Integer> numbers = KernelScan.numbers(text, FIELDS);
        return numbers.size() < 2
                ? Optional.empty()
                : Optional.of(new DeviceId(
                        numbers.get(0),
                        numbers.get(1),
                        field(numbers, 2, ANY),
                        field(numbers, 3, ANY),
                        field(numbers, 4, 0),
                        field(numbers, 5, 0)));
    }

    private static int field(List<Integer> numbers, int index, int otherwise) {
        return index < numbers.size() ? numbers.get(index) : otherwise;
    }

    /** Returns true if the id matches a function with these ids: pci_match_one_device in drivers/pci/pci.h. */
    boolean matches(FunctionIds function) {
        return isOrAny(vendor, function.vendor())
                && isOrAny(device, function.device())
                && isOrAny(subvendor, function.subvendor())
                && isOrAny(subdevice, function.subdevice())
                && ((classCode ^ function.classCode()) & classMask) == 0;
    }

    private static boolean isOrAny(int wanted, int id) {
        return wanted == ANY || wanted == id;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.settings;

import io.bailiff.agent.api.FunctionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the parameter {@code ids} of vfio-pci and pci-stub: {@code vendor:device[:subvendor[:subdevice[:class[:class_mask]]]]},
 * all hexadecimal; a missing id matches any id (vfio_pci_fill_ids in drivers/vfio/pci/vfio_pci.c).
 */
record IdPattern(int vendor, int device, int subvendor, int subdevice, int classCode, int classMask) {

    private static final int ANY = -1;
    private static final int PARTS = 6;

    /** Returns the pattern; empty if the kernel ignores the entry, because it has no vendor or no device. */
    static Optional<IdPattern> parse(String entry) {
        List<Integer> ids = new ArrayList<>();
        for (String part : entry.strip().split(":", PARTS)) {
            Optional<Integer> id = hex(part);
            if (id.isEmpty()) {
                break;
            }
            ids.add(id.get());
        }
        if (ids.size() < 2) {
            return Optional.empty();
        }
        return Optional.of(
                new IdPattern(ids.get(0), ids.get(1), at(ids, 2, ANY), at(ids, 3, ANY), at(ids, 4, 0), at(ids, 5, 0)));
    }

    boolean matches(FunctionReport function) {
        return is(vendor, function.vendor())
                && is(device, function.device())
                && is(subvendor, function.subsystemVendor())
                && is(subdevice, function.subsystemDevice())
                && ((Integer.parseInt(function.classCode(), 16) ^ classCode) & classMask) == 0;
    }

    private static boolean is(int wanted, String id) {
        return wanted == ANY || wanted == Integer.parseInt(id, 16);
    }

    private static int at(List<Integer> ids, int index, int whenAbsent) {
        return index < ids.size() ? ids.get(index) : whenAbsent;
    }

    private static Optional<Integer> hex(String text) {
        try {
            String digits = text.startsWith("0x") ? text.substring(2) : text;
            return Optional.of(Integer.parseUnsignedInt(digits, 16));
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }
}

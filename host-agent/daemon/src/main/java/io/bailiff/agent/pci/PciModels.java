// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of device models in the host's list of PCI ids (pci.ids(5), from the package {@code pci.ids} or {@code hwdata}). The names are
 * for people only: no decision depends on a name, and a host without a list has no names.
 *
 * <p>A found name, and an id missing in the list, is remembered until the agent ends. A list that is absent or unreadable is looked for
 * again at the next call.
 */
final class PciModels {

    private static final List<String> LISTS = List.of("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids");

    private static final int LONGEST_NAME = 120;

    private final HostFiles files;
    private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

    PciModels(HostFiles files) {
        this.files = files;
    }

    /**
     * Returns vendor and device in words, such as {@code Intel Corporation 82540EM Gigabit Ethernet Controller}, without control characters
     * and with at most 120 characters. Returns empty if no list has the device.
     *
     * @param vendor vendor id, four lower-case hexadecimal digits
     * @param device device id, likewise
     */
    Optional<String> name(String vendor, String device) {
        String ids = vendor + ":" + device;
        Optional<String> found = known.get(ids);
        if (found != null) {
            return found;
        }
        try {
            for (String list : LISTS) {
                if (files.exists(list)) {
                    Entry entry = new Entry(vendor, device);
                    files.anyLine(list, entry::completedBy);
                    known.put(ids, entry.name());
                    return entry.name();
                }
            }
        } catch (HostFileException unreadable) {
            // A missing name is no problem of the host, and the ids say the same.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * A vendor's line ({@code 8086  Intel Corporation}), and a device's line below ({@code <tab>100e  82540EM ...}). Lines with two tabs
     * are subsystems. The list of classes, at the end, has lines {@code C 00  ...}.
     */
    private static final class Entry {

        private final String vendorStart;
        private final String deviceStart;
        private String vendor = "";
        private String device = "";

        Entry(String vendor, String device) {
            this.vendorStart = vendor + "  ";
            this.deviceStart = "\t" + device + "  ";
        }

        /** Takes a line. Returns true if no later line can matter. */
        boolean completedBy(String line) {
            if (vendor.isEmpty()) {
                if (line.startsWith(vendorStart)) {
                    vendor = line.substring(vendorStart.length());
                }
                return false;
            }
            if (line.startsWith(deviceStart)) {
                device = line.substring(deviceStart.length());
                return true;
            }
            boolean belongsToVendor = line.startsWith("\t") || line.startsWith("#") || line.isBlank();
            return !belongsToVendor;
        }

        Optional<String> name() {
            if (device.isBlank()) {
                return Optional.empty();
            }
            String name = (vendor + " " + device).replaceAll("\\p{Cntrl}", "?").strip();
            return Optional.of(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…");
        }
    }
}

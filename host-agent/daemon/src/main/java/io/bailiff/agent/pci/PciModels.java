// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.pci;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.HostFiles;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of device models in the host's list of PCI ids (pci.ids(5), from the package {@code pci.ids} or {@code hwdata}). The names are
 * for people only: no decision depends on a name, and a host without a list has no names.
 *
 * <p>The list has more than a megabyte, so the agent reads the devices of a vendor once and keeps their names until the agent ends. A list
 * that is absent or unreadable is looked for again at the next call.
 */
final class PciModels {

    private static final List<String> LISTS = List.of("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids");

    private static final int LONGEST_NAME = 120;

    private final HostFiles files;
    /** The names of the devices by device id, by vendor id. */
    private final Map<String, Map<String, String>> vendors = new ConcurrentHashMap<>();

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
        Map<String, String> devices = vendors.get(vendor);
        if (devices == null) {
            Optional<Map<String, String>> read = read(vendor);
            read.ifPresent(found -> vendors.put(vendor, found));
            devices = read.orElse(Map.of());
        }
        return Optional.ofNullable(devices.get(device));
    }

    private Optional<Map<String, String>> read(String vendor) {
        try {
            for (String list : LISTS) {
                if (files.exists(list)) {
                    Section section = new Section(vendor);
                    section.read(files.read(list));
                    return Optional.of(section.devices);
                }
            }
        } catch (HostFileException unreadable) {
            // A missing name is no problem of the host, and the ids say the same.
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * A vendor's line ({@code 8086  Intel Corporation}), and the devices' lines below ({@code <tab>100e  82540EM ...}). Lines with two tabs
     * are subsystems. The list of classes, at the end, has lines {@code C 00  ...}.
     */
    private static final class Section {

        private static final Pattern DEVICE = Pattern.compile("\t([0-9a-f]{4})  (.*\\S.*)", Pattern.DOTALL);

        private final Map<String, String> devices = new HashMap<>();
        private final String vendorStart;
        private String vendor = "";

        Section(String vendor) {
            this.vendorStart = vendor + "  ";
        }

        /** Reads the section out of the list. Most of the list is skipped without a look at single lines. */
        void read(String list) {
            int start = list.startsWith(vendorStart) ? 0 : list.indexOf("\n" + vendorStart) + 1;
            boolean isInside = list.startsWith(vendorStart, start);
            Iterator<String> lines = list.substring(start).lines().iterator();
            while (isInside && lines.hasNext()) {
                isInside = !endsBefore(lines.next());
            }
        }

        /** Takes a line. Returns true if the line is the first line after the section. */
        boolean endsBefore(String line) {
            if (vendor.isEmpty()) {
                if (line.startsWith(vendorStart)) {
                    vendor = line.substring(vendorStart.length());
                }
                return false;
            }
            Matcher device = DEVICE.matcher(line);
            if (device.matches()) {
                devices.putIfAbsent(device.group(1), name(vendor + " " + device.group(2)));
            }
            boolean belongsToVendor = line.startsWith("\t") || line.startsWith("#") || line.isBlank();
            return !belongsToVendor;
        }

        private static String name(String raw) {
            String name = raw.replaceAll("\\p{Cntrl}", "?").strip();
            return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
        }
    }
}

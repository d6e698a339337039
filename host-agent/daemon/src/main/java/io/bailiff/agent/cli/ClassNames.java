// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import java.util.Map;

/** Names the kind of a function by class code, in the words of the PCI Code and ID Assignment Specification. */
final class ClassNames {

    private static final Map<String, String> BY_SUBCLASS = Map.ofEntries(
            Map.entry("0100", "SCSI controller"),
            Map.entry("0101", "IDE controller"),
            Map.entry("0104", "RAID controller"),
            Map.entry("0106", "SATA controller"),
            Map.entry("0107", "SAS controller"),
            Map.entry("0108", "NVMe controller"),
            Map.entry("0200", "Ethernet controller"),
            Map.entry("0207", "InfiniBand controller"),
            Map.entry("0300", "VGA controller"),
            Map.entry("0401", "audio device"),
            Map.entry("0403", "audio device"),
            Map.entry("0600", "host bridge"),
            Map.entry("0601", "ISA bridge"),
            Map.entry("0604", "PCI bridge"),
            Map.entry("0c03", "USB controller"),
            Map.entry("0c04", "Fibre Channel"),
            Map.entry("0c05", "SMBus"),
            Map.entry("0d11", "Bluetooth"),
            Map.entry("0302", "3D controller"),
            Map.entry("0880", "system peripheral"));

    private static final Map<String, String> BY_CLASS = Map.ofEntries(
            Map.entry("00", "unclassified device"),
            Map.entry("01", "storage controller"),
            Map.entry("02", "network controller"),
            Map.entry("03", "display controller"),
            Map.entry("04", "multimedia device"),
            Map.entry("05", "memory controller"),
            Map.entry("06", "bridge"),
            Map.entry("07", "communication controller"),
            Map.entry("08", "system peripheral"),
            Map.entry("09", "input device"),
            Map.entry("0b", "processor"),
            Map.entry("0c", "serial bus controller"),
            Map.entry("0d", "wireless controller"),
            Map.entry("10", "encryption controller"),
            Map.entry("11", "signal processor"),
            Map.entry("12", "accelerator"));

    private ClassNames() {}

    /** @param classCode six hexadecimal digits */
    static String of(String classCode) {
        String subclass = BY_SUBCLASS.get(classCode.substring(0, 4));
        return subclass != null ? subclass : BY_CLASS.getOrDefault(classCode.substring(0, 2), "class " + classCode);
    }
}

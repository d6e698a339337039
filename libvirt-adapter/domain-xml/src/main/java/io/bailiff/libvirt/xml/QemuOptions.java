// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * The PCI functions of the host that a guest gets by options of QEMU which libvirt only passes on: {@code -device vfio-pci,host=…},
 * {@code -blockdev nvme,device=…} and their other spellings in {@code <qemu:commandline>}, and properties in {@code <qemu:override>}
 * (libvirt.org/drvqemu.html). libvirt always writes the prefix {@code qemu}.
 */
final class QemuOptions {

    private static final Pattern SETTING =
            Pattern.compile("(?:device\\..+|vfio-pci[^.]*)\\.(host|sysfsdev)=(.+)", Pattern.DOTALL);
    private static final Pattern NVME_FILE = Pattern.compile("nvme://([^/]+)/.*", Pattern.DOTALL);
    private static final Set<String> PLACES = Set.of("host", "sysfsdev");

    private QemuOptions() {}

    /**
     * Returns the addresses in sysfs spelling, in the order of the XML.
     *
     * @throws IllegalArgumentException if the host's function of a {@code -device vfio-pci} is not readable
     */
    static Stream<String> addresses(Element domain) {
        return Stream.concat(ofCommandLine(domain), ofOverrides(domain));
    }

    private static Stream<String> ofCommandLine(Element domain) {
        List<String> arguments = DomainXmlReader.children(domain, "qemu:commandline")
                .flatMap(line -> DomainXmlReader.children(line, "qemu:arg"))
                .map(argument -> argument.getAttribute("value"))
                .toList();
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            addresses.addAll(ofOption(arguments.get(i), arguments.get(i + 1)));
        }
        return addresses.stream();
    }

    /** The device of an override may be of any kind, so a property without the form of a PCI address is not about a PCI function. */
    private static Stream<String> ofOverrides(Element domain) {
        return DomainXmlReader.children(domain, "qemu:override")
                .flatMap(override -> DomainXmlReader.children(override, "qemu:device"))
                .flatMap(device -> DomainXmlReader.children(device, "qemu:frontend"))
                .flatMap(frontend -> DomainXmlReader.children(frontend, "qemu:property"))
                .filter(property -> PLACES.contains(property.getAttribute("name")))
                .flatMap(property -> QemuAddress.read(property.getAttribute("value")).stream());
    }

    private static List<String> ofOption(String name, String text) {
        // QEMU takes each option with one or two hyphens (lookup_opt in system/vl.c).
        return switch (name.replaceFirst("^--", "-")) {
            case "-device" -> ofDevice(QemuProperty.parse(text));
            case "-blockdev", "-drive" -> ofDisk(QemuProperty.parse(text));
            case "-set", "-global" -> ofSetting(text);
            default -> List.of();
        };
    }

    /** Returns the function of a {@code vfio-pci} or {@code vfio-pci-nohotplug}. Other devices have a {@code host} of other kinds. */
    private static List<String> ofDevice(List<QemuProperty> properties) {
        boolean isVfio = properties.stream()
                .anyMatch(property ->
                        property.name().equals("driver") && property.value().startsWith("vfio-pci"));
        if (!isVfio) {
            return List.of();
        }
        return properties.stream()
                .filter(property -> PLACES.contains(property.name()))
                .flatMap(property -> place(property).stream())
                .toList();
    }

    /** A {@code sysfsdev} may be a mediated device, which is no PCI function. */
    private static Optional<String> place(QemuProperty property) {
        Optional<String> address = QemuAddress.read(property.value());
        if (address.isEmpty() && property.name().equals("host")) {
            throw new IllegalArgumentException("\"" + property.value() + "\" of a -device vfio-pci is no PCI address");
        }
        return address;
    }

    /** Returns the functions of QEMU's own NVMe driver, which opens the function through vfio (block/nvme.c). */
    private static List<String> ofDisk(List<QemuProperty> properties) {
        boolean isNvme = properties.stream()
                .anyMatch(property ->
                        property.isNamed("driver") && property.value().equals("nvme"));
        return properties.stream()
                .flatMap(property -> isNvme && property.isNamed("device")
                        ? Stream.of(property.value())
                        : Stream.of(NVME_FILE.matcher(property.value()))
                                .filter(Matcher::matches)
                                .map(file -> file.group(1)))
                .flatMap(value -> QemuAddress.read(value).stream())
                .toList();
    }

    /** Returns the function of {@code -set device.ID.host=…} or {@code -global vfio-pci.host=…}. */
    private static List<String> ofSetting(String text) {
        Matcher setting = SETTING.matcher(text);
        return setting.matches() ? QemuAddress.read(setting.group(2)).stream().toList() : List.of();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads a guest's XML (libvirt.org/formatdomain.html). Three elements give a guest a PCI function of the host:
 * {@code <hostdev type='pci'>}, {@code <interface type='hostdev'>} (an SR-IOV function as a network card) and
 * {@code <disk type='nvme'>}. QEMU opens the function through vfio for all three. Options
 * that libvirt only passes on to QEMU can do the same, see {@link QemuOptions}.
 *
 * <p>The XML comes from another machine: the reader rejects documents with a DOCTYPE and never reads anything outside the text.
 * An unreadable device is an error; the reader never drops a device.
 */
public final class DomainXmlReader {

    private DomainXmlReader() {}

    /**
     * Reads the XML.
     *
     * @throws IllegalArgumentException if the XML does not describe a guest, or a PCI device in the XML has no readable address
     */
    public static DomainXml read(String xml) {
        Element domain = parse(xml, "domain")
                .orElseThrow(() -> new IllegalArgumentException("the root element is not <domain>"));
        List<HostDevice> devices = new ArrayList<>();
        children(domain, "devices").flatMap(all -> children(all, null)).forEach(device -> readDevice(device, devices));
        QemuOptions.addresses(domain).forEach(address -> devices.add(new HostDevice(Optional.empty(), address, false)));
        return new DomainXml(
                UUID.fromString(text(domain, "uuid").trim()),
                text(domain, "name"),
                attribute(domain, "id"),
                devices,
                networks(domain));
    }

    private static List<String> networks(Element domain) {
        return children(domain, "devices")
                .flatMap(all -> children(all, "interface"))
                .filter(device -> "network".equals(device.getAttribute("type")))
                .flatMap(device -> children(device, "source"))
                .flatMap(source -> attribute(source, "network").stream())
                .distinct()
                .toList();
    }

    private static void readDevice(Element device, List<HostDevice> into) {
        String type = device.getAttribute("type");
        switch (device.getTagName()) {
            case "hostdev" -> {
                if ("pci".equals(type)) {
                    into.add(hostDevice(device, device, source(device)));
                }
            }
            case "interface" -> {
                if ("hostdev".equals(type)) {
                    into.add(hostDevice(device, device, source(device)));
                }
            }
            case "disk" -> nvmeSources(device).forEach(source -> into.add(hostDevice(device, source, source)));
            default -> {
                // Devices of other kinds do not open a PCI function of the host.
            }
        }
    }

    private static HostDevice hostDevice(Element device, Element managing, Element source) {
        Optional<String> alias = children(device, "alias").findFirst().flatMap(element -> attribute(element, "name"));
        Element address = children(source, "address")
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the source of a <" + device.getTagName() + "> has no <address>" + named(alias)));
        return new HostDevice(alias, PciAddressReader.read(address), "yes".equals(managing.getAttribute("managed")));
    }

    private static String named(Optional<String> alias) {
        return alias.map(name -> " (alias " + name + ")").orElse("");
    }

    private static Element source(Element device) {
        return children(device, "source")
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a <" + device.getTagName() + "> has no <source>"));
    }

    /** Returns the PCI sources of a disk, with the sources of the disk's backing chain and mirror. */
    private static Stream<Element> nvmeSources(Element disk) {
        return elements(disk.getElementsByTagName("source"))
                .filter(source -> "pci".equals(source.getAttribute("type")));
    }

    /** Returns the root element, or empty if the root has another name. */
    static Optional<Element> parse(String xml, String rootName) {
        try {
            DocumentBuilder parser = parser();
            // The parser's default error handler prints to stderr.
            parser.setErrorHandler(new DefaultHandler());
            Element root = parser.parse(new InputSource(new StringReader(xml))).getDocumentElement();
            return rootName.equals(root.getTagName()) ? Optional.of(root) : Optional.empty();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new IllegalArgumentException("the XML is malformed or not allowed: " + e.getMessage(), e);
        }
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setExpandEntityReferences(false);
        factory.setXIncludeAware(false);
        return factory.newDocumentBuilder();
    }

    /** Returns the exact text: libvirt finds a guest by its exact name, and the name may begin or end with blanks. */
    private static String text(Element parent, String name) {
        return children(parent, name)
                .findFirst()
                .map(Element::getTextContent)
                .orElseThrow(() -> new IllegalArgumentException("<domain> has no <" + name + ">"));
    }

    static Optional<String> attribute(Element element, String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
    }

    static Stream<Element> children(Element parent, @Nullable String name) {
        return elements(parent.getChildNodes()).filter(child -> name == null || name.equals(child.getTagName()));
    }

    private static Stream<Element> elements(NodeList nodes) {
        List<Node> all =
                IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).toList();
        return all.stream().filter(Element.class::isInstance).map(Element.class::cast);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.xml;

import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Reads a network's XML (libvirt.org/formatnetwork.html), by the rules of {@link DomainXmlReader}. A pool of functions either lists
 * addresses or names a physical function ({@code <pf dev='…'/>}). libvirt adds the addresses of the virtual functions to the XML of
 * an active network (bridge_driver.c, networkCreateInterfacePool; network_conf.c, virNetworkDefFormatBuf).
 */
public final class NetworkXmlReader {

    private NetworkXmlReader() {}

    /**
     * Reads the XML.
     *
     * @throws IllegalArgumentException if the XML does not describe a network, or an address of a pool is not readable
     */
    public static NetworkXml read(String xml) {
        Element network = DomainXmlReader.parse(xml, "network")
                .orElseThrow(() -> new IllegalArgumentException("the root element is not <network>"));
        return DomainXmlReader.children(network, "forward")
                .filter(forward -> "hostdev".equals(forward.getAttribute("mode")))
                .findFirst()
                .map(NetworkXmlReader::pool)
                .orElseGet(() -> new NetworkXml(false, Optional.empty(), List.of()));
    }

    private static NetworkXml pool(Element forward) {
        Optional<String> physicalFunction = DomainXmlReader.children(forward, "pf")
                .findFirst()
                .flatMap(element -> DomainXmlReader.attribute(element, "dev"));
        List<String> functions = DomainXmlReader.children(forward, "address")
                .map(PciAddressReader::read)
                .toList();
        return new NetworkXml(true, physicalFunction, functions);
    }
}

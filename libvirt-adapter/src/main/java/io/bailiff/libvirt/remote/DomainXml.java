package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.HostDevice;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What we read from a guest's XML.
 *
 * @param id libvirt's number of the running domain; empty in the XML of one that is off
 * @param devices PCI functions of the host, in the order of the XML
 */
record DomainXml(UUID uuid, String name, Optional<String> id, List<HostDevice> devices) {}

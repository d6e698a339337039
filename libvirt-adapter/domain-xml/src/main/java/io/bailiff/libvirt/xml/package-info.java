/**
 * Reads libvirt's domain XML: the guest and the PCI functions of the host in it. Uses the JDK's XML parser and nothing else, so
 * that the adapter, the agent and libvirt's hook can share the reader.
 */
package io.bailiff.libvirt.xml;

// SPDX-License-Identifier: Apache-2.0
/**
 * Reads libvirt's domain XML: the guest and the PCI functions of the host in the XML. The package uses the JDK's XML parser and
 * no other library, so the adapter, the agent and libvirt's hook can share the reader.
 */
package io.bailiff.libvirt.xml;

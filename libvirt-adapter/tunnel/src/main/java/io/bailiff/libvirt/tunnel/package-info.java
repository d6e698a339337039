// SPDX-License-Identifier: Apache-2.0
/**
 * Carries the connections of libvirt's client between a manager and the libvirt daemon of a host, over a link of messages such as a
 * WebSocket. Each end checks each packet: only the programs and procedures that Bailiff's client uses pass. The package uses the JDK and a
 * logger only, and is shared by agent and manager.
 */
package io.bailiff.libvirt.tunnel;

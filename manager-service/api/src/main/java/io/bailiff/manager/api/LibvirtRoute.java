// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.api;

/** The route by which the manager reaches a host's libvirt. */
public enum LibvirtRoute {
    /** The link of the host's agent; open while something on the host needs libvirt. */
    LINK,
    /** An open port of the host's libvirt, at an address that an operator has set. */
    DIRECT,
    /** The simulation of the demo. */
    SIMULATION
}

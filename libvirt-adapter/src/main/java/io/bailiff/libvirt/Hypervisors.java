// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/** Opens connections. */
public interface Hypervisors {

    /**
     * Returns the libvirt behind an address. Returns at once; the connection is opened in the background and kept open until
     * {@link Hypervisor#close}.
     *
     * @throws IllegalStateException if libvirt's client library is not installed on the machine; the message names the package
     */
    Hypervisor open(LibvirtAddress address);
}

// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

/** Opens connections. */
public interface Hypervisors {

    /**
     * Returns the host's libvirt behind a URI such as {@code qemu+tls://host/system}. Returns at once; the connection is opened
     * in the background and kept open until {@link Hypervisor#close}.
     *
     * @throws IllegalArgumentException if the URI is malformed or of a kind unknown to the adapter
     */
    Hypervisor open(String uri);
}

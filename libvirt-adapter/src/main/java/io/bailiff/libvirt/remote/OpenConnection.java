// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;

/** libvirt-java's connection, with the native pointer for calls missing in libvirt-java. */
final class OpenConnection extends Connect {

    OpenConnection(String uri) throws LibvirtException {
        super(uri);
    }

    ConnectionPointer pointer() {
        return vcp;
    }
}

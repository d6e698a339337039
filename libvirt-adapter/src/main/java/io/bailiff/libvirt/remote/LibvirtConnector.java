// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.Connector;
import io.bailiff.libvirt.connection.SessionListener;

/**
 * Opens connections to a libvirt. Every failure becomes {@code UNREACHABLE}: there is no connection, and the caller can know no
 * more.
 */
record LibvirtConnector(String uri, ConnectionSettings settings) implements Connector<LibvirtSession> {

    @Override
    public LibvirtSession open(SessionListener listener) throws HypervisorException {
        try {
            return LibvirtSession.open(uri, settings, listener);
        } catch (LibvirtFailure e) {
            throw ErrorMapping.exception(e, false);
        }
    }
}

package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.ConnectionSettings;
import io.bailiff.libvirt.HypervisorException;
import io.bailiff.libvirt.connection.Connector;
import io.bailiff.libvirt.connection.SessionListener;

/** Opens connections to one libvirt. Whatever keeps it from that, there is no connection: that is all a caller can know. */
record LibvirtConnector(RemoteUri uri, ConnectionSettings settings) implements Connector<LibvirtSession> {

    @Override
    public LibvirtSession open(SessionListener listener) throws HypervisorException {
        try {
            return LibvirtSession.open(uri.text(), settings, listener);
        } catch (LibvirtFailure e) {
            throw ErrorMapping.exception(e, false);
        }
    }
}
